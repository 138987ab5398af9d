package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// One call of the control client.
///
/// @param command what to do, the verb of `berthctl`
/// @param arguments its arguments as a JSON object; empty when there are none
public record ControlRequest(String command, String arguments) implements Message {

  static ControlRequest of(PayloadReader fields) {
    return new ControlRequest(fields.textOrEmpty(Tag.COMMAND), fields.textOrEmpty(Tag.ARGUMENTS));
  }

  @Override
  public Kind kind() {
    return Kind.CONTROL_REQUEST;
  }

  @Override
  public byte @Nullable [] encode() {
    FrameWriter writer = new FrameWriter(512);
    writer.putText(Tag.COMMAND, command);
    writer.putText(Tag.ARGUMENTS, arguments);
    return writer.payload();
  }
}

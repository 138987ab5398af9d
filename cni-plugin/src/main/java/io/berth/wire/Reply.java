package io.berth.wire;

import org.jspecify.annotations.Nullable;

/// The answer to any request: what the calling process prints and returns.
///
/// @param exitCode exit code of the process, 0 for success
/// @param stdout what goes to stdout: a result, an error object, or nothing
/// @param stderr what goes to stderr: text for a log, or nothing
public record Reply(int exitCode, String stdout, String stderr) implements Message {

  static Reply of(PayloadReader fields) {
    return new Reply(
        fields.number(Tag.EXIT_CODE),
        fields.textOrEmpty(Tag.STDOUT),
        fields.textOrEmpty(Tag.STDERR));
  }

  @Override
  public Kind kind() {
    return Kind.REPLY;
  }

  @Override
  public byte @Nullable [] encode() {
    FrameWriter writer = new FrameWriter(512);
    writer.putInt(Tag.EXIT_CODE, exitCode);
    writer.putText(Tag.STDOUT, stdout);
    writer.putText(Tag.STDERR, stderr);
    return writer.payload();
  }
}

package io.berth.fuzz;

import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.DecodeFailure;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Feeds the frames of the daemon's socket.
final class FrameFuzz {

  private FrameFuzz() {}

  static String outcome(byte[] input) {
    return switch (Frame.decode(input)) {
      case Decoded.Malformed<Frame>(DecodeFailure failure) -> {
        if (failure.message().isBlank()) {
          throw new AssertionError("a failure without a sentence");
        }
        yield failure.getClass().getSimpleName();
      }
      case Decoded.Value<Frame>(Frame frame) -> again(frame.header().requestId(), frame.message());
    };
  }

  /// What was understood must survive another trip.
  private static String again(int requestId, Message message) {
    byte[] bytes = Frame.encode(requestId, message);
    if (bytes == null) {
      return "larger than a frame again";
    }
    if (!(Frame.decode(bytes) instanceof Decoded.Value<Frame>(Frame second))
        || !second.message().equals(message)) {
      throw new AssertionError("read, written and read again, it differs: " + message);
    }
    return message.kind().name();
  }

  static List<byte[]> seeds() {
    CniRequest request =
        CniRequest.empty()
            .withCommand("ADD")
            .withAttachment("c0ffee", "/run/netns/a", "eth0")
            .withArgs("K8S_POD_NAME=a")
            .withStdin("{\"cniVersion\":\"1.1.0\"}");
    List<byte[]> seeds = new ArrayList<>();
    for (Message message :
        List.of(request, new ControlRequest("drain", "{}"), new Reply(1, "out", "err"))) {
      byte[] frame = Frame.encode(7, message);
      if (frame == null) {
        throw new IllegalStateException("a small message does not fit a frame");
      }
      seeds.add(frame);
      seeds.add(Arrays.copyOf(frame, frame.length - 1));
      seeds.add(Arrays.copyOf(frame, frame.length + 1));
      // The length of the first field, and of the payload, at their extremes.
      for (int at : new int[] {18, 12}) {
        for (int value : new int[] {0, 1, 0x7fffffff, -1}) {
          byte[] lie = frame.clone();
          for (int i = 0; i < 4; i++) {
            lie[at + i] = (byte) (value >>> (24 - 8 * i));
          }
          seeds.add(lie);
        }
      }
    }
    return seeds;
  }
}

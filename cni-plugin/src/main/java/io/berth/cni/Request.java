package io.berth.cni;

import io.berth.wire.FrameWriter;
import io.berth.wire.Limits;
import io.berth.wire.Tag;
import org.jspecify.annotations.Nullable;

/// The request under construction: variables and stdin go straight into the frame, so that nothing
/// is held twice.
final class Request {

  private static final String[] VARIABLES = {
    "CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_ARGS", "CNI_PATH", "CNI_NETNS_OVERRIDE"
  };

  private static final int[] TAGS = {
    Tag.CONTAINER_ID, Tag.NETNS, Tag.IFNAME, Tag.ARGS, Tag.PATH, Tag.NETNS_OVERRIDE
  };

  private final Host host;
  private final FrameWriter frame = new FrameWriter(Bounds.EXPECTED_REQUEST_BYTES);
  private final byte[] @Nullable [] values = new byte[Tag.STDIN][];
  private int stdinStart;
  private int stdinEnd;

  Request(Host host) {
    this.host = host;
  }

  FrameWriter frame() {
    return frame;
  }

  /// A variable by its tag; null when it is not set.
  byte @Nullable [] value(int tag) {
    return values[tag];
  }

  void readEnvironment(byte[] command, byte[] clientVersion) {
    frame.putBytes(Tag.COMMAND, command, command.length);
    for (int i = 0; i < TAGS.length; i++) {
      byte[] value = host.variable(VARIABLES[i]);
      values[TAGS[i]] = value;
      if (value != null) {
        frame.putBytes(TAGS[i], value, value.length);
      }
    }
    frame.putBytes(Tag.CLIENT_VERSION, clientVersion, clientVersion.length);
  }

  /// Reads stdin to its end.
  ///
  /// @return null, or why that failed; what was read so far stays
  byte @Nullable [] readStdin(int timeoutMillis) {
    frame.beginField(Tag.STDIN);
    stdinStart = frame.end();
    stdinEnd = stdinStart;
    while (true) {
      int room = frame.room(Bounds.EXPECTED_REQUEST_BYTES / 2);
      if (room == 0 || frame.overflowed()) {
        return tooLarge();
      }
      // An array that has grown is filled: fewer system calls for large input.
      room = frame.array().length - frame.end();
      int count = host.readStdin(frame.array(), frame.end(), room, timeoutMillis);
      if (count <= 0) {
        stdinEnd = frame.end();
        frame.endField();
        return count == 0 ? null : unreadable(count, timeoutMillis);
      }
      frame.advance(count);
      stdinEnd = frame.end();
    }
  }

  private static byte[] tooLarge() {
    return new ByteText()
        .ascii("environment and network configuration on stdin exceed the limit of ")
        .number(Limits.MAX_PAYLOAD_BYTES)
        .ascii(" bytes")
        .toBytes();
  }

  private byte[] unreadable(int failure, int timeoutMillis) {
    ByteText text = new ByteText().ascii("error reading from stdin: ");
    return failure == Host.TIMED_OUT
        ? text.ascii("no end within ").number(timeoutMillis / 1000).ascii(" s").toBytes()
        : text.raw(host.problem()).toBytes();
  }

  /// The configuration's `cniVersion`; null when it is not known.
  byte @Nullable [] cniVersion() {
    return CniVersionScanner.scan(frame.array(), stdinStart, stdinEnd);
  }

  /// A number that is the same for the same interface and configuration (FNV-1a, 64 bits).
  long digest() {
    long hash = 0xcbf29ce484222325L;
    byte[] ifname = values[Tag.IFNAME];
    if (ifname != null) {
      hash = digest(hash, ifname, 0, ifname.length);
    }
    return digest((hash ^ '/') * 0x100000001b3L, frame.array(), stdinStart, stdinEnd);
  }

  private static long digest(long seed, byte[] bytes, int start, int end) {
    long hash = seed;
    for (int i = start; i < end; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}

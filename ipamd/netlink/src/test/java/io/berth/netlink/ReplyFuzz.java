package io.berth.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What `testbed/fuzz` feeds to the readers of the kernel's replies. The first byte chooses the
/// reader, the rest are the datagrams of one answer, cut every [#DATAGRAM_BYTES].
public final class ReplyFuzz {

  private static final int SEQUENCE = 1;

  /// As much as one receive takes in.
  private static final int DATAGRAM_BYTES = 32 * 1024;

  private static final List<Request> REQUESTS =
      List.of(new Request.DeleteLinkGroup(1), new Request.DeleteLinkGroup(2));

  private ReplyFuzz() {}

  /// Reads one answer.
  ///
  /// @return what it came to: a state, or the first outcome's error number
  public static String outcome(byte[] input) {
    if (input.length == 0) {
      return "nothing";
    }
    return switch (Math.floorMod(input[0], 6)) {
      case 0 -> dump(input, Rtnetlink.RTM_NEWLINK, ObjectDecoder::link);
      case 1 -> dump(input, Rtnetlink.RTM_NEWADDR, ObjectDecoder::address);
      case 2 -> dump(input, Rtnetlink.RTM_NEWNEIGH, ObjectDecoder::neighbour);
      case 3 -> dump(input, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);
      case 4 -> dump(input, Rtnetlink.RTM_NEWRULE, RoutingDecoder::rule);
      default -> verdicts(input);
    };
  }

  private static <T> String dump(byte[] input, int type, ObjectDecoder.Decoder<T> decoder) {
    Dump<T> dump = new Dump<>(SEQUENCE, type, decoder);
    for (int from = 1; from < input.length && dump.state() == Dump.State.READING; ) {
      int length = Math.min(DATAGRAM_BYTES, input.length - from);
      dump.accept(datagram(input, from, length));
      from += length;
    }
    require((dump.state() == Dump.State.FAILED) == (dump.verdict().errno() != 0), "verdict");
    require(dump.objects().size() <= input.length / Rtnetlink.HEADER_BYTES, "objects from nothing");
    dump.objects().forEach(object -> require(!String.valueOf(object).isEmpty(), "text"));
    return type + " " + dump.state() + " " + Math.min(2, dump.objects().size());
  }

  private static String verdicts(byte[] input) {
    Batch batch = new Batch(REQUESTS, SEQUENCE);
    batch.accept(datagram(input, 1, input.length - 1));
    batch.failRest(Errno.ETIMEDOUT, "");
    require(batch.outcomes().size() == REQUESTS.size(), "outcomes");
    return batch.outcomes().getFirst() instanceof Outcome.Failed failed
        ? "failed " + (failed.errno() <= Errno.ETIMEDOUT ? failed.errno() : "beyond")
        : "done";
  }

  private static ByteBuffer datagram(byte[] input, int from, int length) {
    return ByteBuffer.wrap(Arrays.copyOfRange(input, from, from + length))
        .order(ByteOrder.nativeOrder());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /// One reply of each kind, and replies that lie about their lengths.
  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String each : HostileReplyTest.samples()) {
      for (int reader = 0; reader < 6; reader++) {
        seeds.add(seed(reader, each));
      }
    }
    // Attributes of length zero, which a careless reader steps over without end.
    seeds.add(seed(0, "24000000 1000 0200 01000000 00000000" + "00".repeat(20)));
    // Nested attributes whose inner length leaves the outer one.
    seeds.add(
        seed(
            0,
            "34000000 1000 0200 01000000 00000000"
                + "00".repeat(16)
                + "1400 1200 ffff 0100 00000000 0000 0000 00000000"));
    // A next hop of length zero, and one longer than the message.
    seeds.add(
        seed(
            3,
            "28000000 1800 0200 01000000 00000000 02 00 00 00 fe 03 00 01 00000000 0c00 0900 0000 00 00 07000000"));
    seeds.add(
        seed(
            3,
            "28000000 1800 0200 01000000 00000000 02 00 00 00 fe 03 00 01 00000000 0c00 0900 ffff 00 00 07000000"));
    seeds.add(seed(5, "ffffff7f 0200 0003 01000000 00000000 00000080"));
    // The smallest message, many times: the most objects for the fewest bytes.
    seeds.add(
        seed(
            0,
            "20000000 1000 0200 01000000 00000000 00000000000000000000000000000000".repeat(512)));
    return seeds;
  }

  private static byte[] seed(int reader, String hex) {
    byte[] message = Bytes.hex(hex);
    byte[] seed = new byte[message.length + 1];
    seed[0] = (byte) reader;
    System.arraycopy(message, 0, seed, 1, message.length);
    return seed;
  }
}

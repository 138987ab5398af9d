package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: no bytes, however wrong, throw or hang: every reading ends in a state. Method: well-formed
/// replies with seeded mutations and truncations.
class HostileReplyTest {
  private static final int ROUNDS = 20_000;
  private static final int SEQUENCE = 1; // the number that Bytes.encoded gives

  /// @param sample a well-formed message, as hexadecimal digits
  private record Kind(int type, ObjectDecoder.Decoder<?> decoder, String sample) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedObjects_anyKind_endInAState(long seed) {
    Random random = new Random(seed);
    List<Kind> kinds = kinds();
    int failed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      byte[] bytes = mutated(Bytes.hex(kind.sample()), random);
      Dump<?> dump = new Dump<>(SEQUENCE, kind.type(), kind.decoder());
      dump.accept(Bytes.buffer(bytes));
      if (dump.state() == Dump.State.FAILED) {
        failed++;
        assertNotEquals(0, dump.verdict().errno());
      }
      assertTrue(dump.objects().size() <= bytes.length / Rtnetlink.HEADER_BYTES);
    }
    assertTrue(
        failed > ROUNDS / 20, "only " + failed + " mutations were noticed: they do not bite");
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void mutatedAcknowledgements_leaveEveryRequestWithAnOutcome(long seed) {
    Random random = new Random(seed);
    List<Request> requests =
        List.of(new Request.DeleteLinkGroup(1), new Request.DeleteLinkGroup(2));
    byte[] sample =
        Bytes.hex(
            "2c000000 0200 0003 01000000 00000000 eaffffff 28000000 1100 0500 06000000 00000000 0800 0100 6e6f2100");
    for (int i = 0; i < ROUNDS; i++) {
      Batch batch = new Batch(requests, SEQUENCE);
      batch.accept(Bytes.buffer(mutated(sample, random)));
      batch.failRest(Errno.ETIMEDOUT, "");
      assertEquals(2, batch.outcomes().size());
    }
  }

  @Test
  void message_lengthBeyondTheDatagram_isRefused() {
    for (String length :
        new String[] {"00000000", "0f000000", "15000000", "ffffffff", "00000080"}) {
      Dump<Link> dump = new Dump<>(SEQUENCE, Rtnetlink.RTM_NEWLINK, ObjectDecoder::link);
      dump.accept(Bytes.buffer(length + "0300 0200 01000000 00000000 00000000"));
      assertEquals(Dump.State.FAILED, dump.state(), length);
    }
  }

  private static byte[] mutated(byte[] sample, Random random) {
    byte[] bytes = sample.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) 0xff;
            case 2 -> 0;
            default -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
          };
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /// The well-formed replies, as hexadecimal digits.
  static List<String> samples() {
    return kinds().stream().map(Kind::sample).toList();
  }

  /// One reply of each kind: requests have the layout of replies, so the encoder writes them.
  private static List<Kind> kinds() {
    LinkAttributes link =
        LinkAttributes.none()
            .withName("eth0")
            .withIndex(5)
            .withMac(new MacAddress(2))
            .withMtu(9001)
            .withGroup(1);
    Route route =
        Route.to(NetPrefix.parse("10.0.0.0/8"))
            .withGateway(NetAddress.parse("10.0.0.1"))
            .withLink(5)
            .withTable(1000);
    Rule rule =
        Rule.lookup(NetAddress.Family.IPV4, 2)
            .withFrom(NetPrefix.parse("10.0.0.0/8"))
            .withMark(1, 0x7f)
            .withInputLink("eth0");
    List<Kind> kinds = new ArrayList<>();
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWLINK,
            ObjectDecoder::link,
            Bytes.encoded(new Request.CreateVeth(link, link, -1))));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_SETLINK,
            ObjectDecoder::link,
            Bytes.encoded(
                new Request.ChangeLink(
                    LinkReference.of(5),
                    LinkAttributes.none().withAlias("alias").withIpv4Setting(8, 1)))));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWADDR,
            ObjectDecoder::address,
            Bytes.encoded(
                new Request.AddAddress(
                    InterfaceAddress.of(5, NetPrefix.parse("fe80::1/64")), Request.Mode.CREATE))));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWROUTE,
            RoutingDecoder::route,
            Bytes.encoded(new Request.AddRoute(route, Request.Mode.CREATE))));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWRULE, RoutingDecoder::rule, Bytes.encoded(new Request.AddRule(rule))));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWROUTE,
            RoutingDecoder::route,
            "40000000 1800 2200 01000000 00000000 02 00 00 00 fe 03 00 01 00000000 2400 0900"
                + "1000 00 00 07000000 0800 0500 0a000001 1000 00 00 08000000 0800 0500 0a000002"));
    kinds.add(
        new Kind(
            Rtnetlink.RTM_NEWNEIGH,
            ObjectDecoder::neighbour,
            Bytes.encoded(
                new Request.AddNeighbour(
                    Neighbour.permanent(5, NetAddress.parse("10.0.0.1"), new MacAddress(2)),
                    Request.Mode.CREATE))));
    // A rule of nftables: iifgroup 101 drop.
    kinds.add(
        new Kind(
            Nfnetlink.NEWRULE,
            NftablesQuery::rule,
            "a8000000 060a 050c 01000000 00000000 02000000 0600010074000000 0600020063000000"
                + " 84000480 24000180 090001006d65746100000000 14000280 0800010000000001"
                + " 0800020000000015 2c000180 08000100636d7000 20000280 0800010000000001"
                + " 0800020000000000 0c000380 0800010065000000 30000180"
                + " 0e000100696d6d656469617465000000 1c000280 0800010000000000 10000280 0c000280"
                + " 0800010000000000"));
    return kinds;
  }
}

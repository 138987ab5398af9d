package io.berth.netlink;

import static io.berth.netlink.Bytes.buffer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: the kernel's replies become values, and replies that do not fit become failures. Method:
/// golden bytes, put together by hand from the kernel's headers.
class ReplyTest {
  private static final List<Request> TWO =
      List.of(
          new Request.DeleteLink(LinkReference.of(3)), new Request.DeleteLink(LinkReference.of(4)));

  private static final String DONE_5 =
      "24000000 0200 0001 05000000 00000000 00000000 28000000 1100 0500 05000000 00000000";

  /// EINVAL for number 6, with "no!" behind the shortened request.
  private static final String FAILED_6 =
      "2c000000 0200 0003 06000000 00000000 eaffffff 28000000 1100 0500 06000000 00000000 0800 0100 6e6f2100";

  private static final String ROUTE =
      "34000000 1800 2200 05000000 00000000 02 20 00 00 fc 4d fd 01 00000000"
          + "0800 0f00 e8030000 0800 0100 0a000005 0800 0400 07000000";
  private static final String END = "14000000 0300 0200 05000000 00000000 00000000";

  @Test
  void batch_verdictsInOneDatagram_areAssignedByNumber() {
    Batch batch = new Batch(TWO, 5);

    batch.accept(buffer(FAILED_6 + DONE_5));

    assertTrue(batch.complete());
    assertEquals(
        List.of(new Outcome.Done(), new Outcome.Failed(22, "no!", "delete link #4")),
        batch.outcomes());
  }

  @Test
  void batch_lateVerdictOfAnother_isSkipped() {
    Batch batch = new Batch(TWO, 105);

    batch.accept(buffer(DONE_5));
    assertFalse(batch.complete());
    batch.failRest(Errno.ETIMEDOUT, "no acknowledgement came");

    assertEquals(
        new Outcome.Failed(110, "no acknowledgement came", "delete link #3"),
        batch.outcomes().getFirst());
  }

  @Test
  void batch_verdictWithTheWholeRequest_stillFindsTheExplanation() {
    Batch batch = new Batch(TWO.subList(0, 1), 6);

    batch.accept(
        buffer(
            "44000000 0200 0002 06000000 00000000 eaffffff 28000000 1100 0500 06000000 00000000"
                + "000000000000000000000000000000000000000000000000 0800 0100 6e6f2100"));

    assertEquals(List.of(new Outcome.Failed(22, "no!", "delete link #3")), batch.outcomes());
  }

  @Test
  void batch_truncatedVerdict_failsAllThatIsOpen() {
    Batch batch = new Batch(TWO, 5);

    batch.accept(buffer(DONE_5 + "24000000 0200"));

    assertEquals(
        List.of(
            new Outcome.Done(),
            new Outcome.Failed(
                Errno.EBADMSG,
                "the acknowledgement cannot be read: 6 bytes are no netlink header",
                "delete link #4")),
        batch.outcomes());
  }

  @Test
  void dump_routeAndEnd_isComplete() {
    Dump<Route> dump = new Dump<>(5, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);

    dump.accept(buffer(ROUTE + END));

    assertEquals(Dump.State.COMPLETE, dump.state());
    assertEquals(
        List.of(
            Route.to(NetPrefix.parse("10.0.0.5"))
                .withLink(7)
                .withScope(Scope.LINK)
                .withTable(1000)
                .withProtocol(77)),
        dump.objects());
  }

  @Test
  void dump_interruptedFlagAnywhere_saysSoAtTheEnd() {
    Dump<Route> dump = new Dump<>(5, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);

    dump.accept(buffer(ROUTE.replaceFirst("2200", "3200")));
    assertEquals(Dump.State.READING, dump.state());
    dump.accept(buffer(END));

    assertEquals(Dump.State.INTERRUPTED, dump.state());
  }

  @Test
  void dump_errorInsteadOfAList_isFailedWithTheExplanation() {
    Dump<Route> dump = new Dump<>(6, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);

    dump.accept(buffer(FAILED_6));

    assertEquals(Dump.State.FAILED, dump.state());
    assertEquals(new Acknowledgement(22, "no!"), dump.verdict());
  }

  @Test
  void dump_messagesOfAnotherRequest_areSkipped() {
    Dump<Route> dump = new Dump<>(9, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);

    dump.accept(buffer(ROUTE + END));

    assertEquals(Dump.State.READING, dump.state());
  }

  @Test
  void dump_attributeOfTheWrongSize_isFailed() {
    Dump<Route> dump = new Dump<>(5, Rtnetlink.RTM_NEWROUTE, RoutingDecoder::route);

    dump.accept(buffer(ROUTE.replace("0800 0f00 e8030000", "0600 0f00 e8030000")));

    assertEquals(
        new Acknowledgement(
            Errno.EBADMSG, "the reply cannot be read: attribute 15 has 2 bytes, not 4"),
        dump.verdict());
  }

  @Test
  void multipathRoute_firstHop_isShownWithTheirNumber() throws MalformedMessageException {
    Message message =
        Message.next(
            buffer(
                "40000000 1800 2200 05000000 00000000 02 00 00 00 fe 03 00 01 00000000"
                    + "2400 0900"
                    + "1000 00 00 07000000 0800 0500 0a000001"
                    + "1000 00 00 08000000 0800 0500 0a000002"));

    assertEquals(
        new Route(
            NetPrefix.any(NetAddress.Family.IPV4),
            254,
            RouteType.UNICAST,
            Scope.GLOBAL,
            3,
            NetAddress.parse("10.0.0.1"),
            7,
            0,
            false,
            null,
            2),
        RoutingDecoder.route(message));
  }

  @Test
  void rule_withUnknownSelector_isPartial() throws MalformedMessageException {
    String rule = "24000000 2000 0200 05000000 00000000 02 00 00 00 fe 00 00 01 00000000";

    assertEquals(
        Rule.lookup(NetAddress.Family.IPV4, 254).withPriority(5).withProtocol(0),
        RoutingDecoder.rule(Message.next(buffer(rule + "0800 0600 05000000"))));
    assertTrue(
        String.valueOf(RoutingDecoder.rule(Message.next(buffer(rule + "0800 1800 05000600"))))
            .endsWith("lookup 254 (and more)"));
  }
}

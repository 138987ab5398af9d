package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.netlink.Request.Mode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: the socket says what failed and why, and works on the namespace it was opened in. Method:
/// fresh namespaces on the real kernel, requests that it must refuse, descriptors of the wrong
/// kind.
class NetlinkSocketTest {

  @Test
  void refusedRequest_kernelsExplanation_isInTheMessage() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      Route route =
          Route.to(NetPrefix.parse("10.0.0.0/8"))
              .withGateway(NetAddress.parse("192.0.2.1"))
              .withLink(1);
      FreshNamespaces.perform(
          namespaces.hostNetlink(),
          new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)));

      Outcome.Failed failed =
          assertInstanceOf(
              Outcome.Failed.class,
              namespaces.hostNetlink().execute(new Request.AddRoute(route, Mode.CREATE)));

      assertEquals(
          "cannot add route 10.0.0.0/8 via 192.0.2.1 link #1 table 254: ENETUNREACH (network unreachable)"
              + " (kernel: Nexthop has invalid gateway)",
          failed.message());
    }
  }

  @Test
  void batch_oneFails_theOthersAreDone() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      Route route =
          Route.to(NetPrefix.parse("10.0.0.0/8")).withType(RouteType.BLACKHOLE).withTable(1000);
      List<Outcome> outcomes =
          namespaces
              .hostNetlink()
              .execute(
                  List.of(
                      new Request.DeleteLink(LinkReference.of(4711)),
                      new Request.AddRoute(route, Mode.CREATE),
                      new Request.AddRoute(route, Mode.CREATE)));

      assertTrue(
          outcomes.get(0) instanceof Outcome.Failed failed && failed.notFound(),
          outcomes::toString);
      assertEquals(new Outcome.Done(), outcomes.get(1));
      assertTrue(
          outcomes.get(2) instanceof Outcome.Failed failed && failed.alreadyExists(),
          outcomes::toString);
      assertEquals(
          List.of(route), namespaces.hostNetlink().routes(NetAddress.Family.IPV4, 1000).orThrow());
    }
  }

  @Test
  void batch_empty_asksNothing() throws IOException {
    try (NetlinkSocket netlink = NetlinkSocket.open()) {
      assertEquals(List.of(), netlink.execute(List.of()));
    }
  }

  @Test
  void link_unknown_isRefusedWithItsName() throws IOException {
    try (NetlinkSocket netlink = NetlinkSocket.open()) {
      Answer<Link> answer = netlink.link(LinkReference.of("no-such-link"));

      assertTrue(
          answer instanceof Answer.Refused<Link>(Outcome.Failed failure)
              && failure.notFound()
              && failure.message().startsWith("cannot find link no-such-link: ENODEV"),
          answer::toString);
    }
  }

  @Test
  void adoptedSocket_openedInAPodsNamespace_worksThere() throws IOException {
    try (FreshNamespaces namespaces = FreshNamespaces.create()) {
      int descriptor =
          namespaces
              .pod()
              .call(() ->
                  SystemCalls.socket(
                      SystemCalls.AF_NETLINK, SystemCalls.SOCK_RAW | SystemCalls.SOCK_CLOEXEC, 0));
      try (NetlinkSocket adopted = NetlinkSocket.adopt(descriptor);
          NetworkNamespace namespace = adopted.namespace()) {
        FreshNamespaces.perform(
            adopted,
            new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)));

        assertEquals(namespaces.pod().identity(), namespace.identity());
        assertTrue(namespaces.podNetlink().link(LinkReference.of("lo")).orThrow().up());
        assertTrue(!namespaces.hostNetlink().link(LinkReference.of("lo")).orThrow().up());
      }
    }
  }

  @Test
  void adopt_otherDescriptor_isRefusedAndClosed() throws IOException {
    int genericNetlink =
        SystemCalls.socket(
            SystemCalls.AF_NETLINK, SystemCalls.SOCK_RAW | SystemCalls.SOCK_CLOEXEC, 16);
    SystemCallException wrongProtocol =
        assertThrows(SystemCallException.class, () -> NetlinkSocket.adopt(genericNetlink));
    assertEquals(
        "cannot use descriptor "
            + genericNetlink
            + " as a NETLINK_ROUTE socket: it is a socket of family 16, protocol 16",
        wrongProtocol.getMessage());
    assertEquals(-9, SystemCalls.close(genericNetlink));

    int file = SystemCalls.open("/dev/null");
    SystemCallException noSocket =
        assertThrows(SystemCallException.class, () -> NetlinkSocket.adopt(file));
    assertEquals("ENOTSOCK", noSocket.errnoName());
  }

  @Test
  void closedSocket_used_saysSo() throws IOException {
    NetlinkSocket netlink = NetlinkSocket.open();
    netlink.close();
    netlink.close();

    assertEquals(
        "the netlink socket is closed",
        assertThrows(IllegalStateException.class, () -> netlink.links()).getMessage());
  }
}

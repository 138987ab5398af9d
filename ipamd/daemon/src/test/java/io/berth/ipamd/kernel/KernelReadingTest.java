package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Route;
import io.berth.netlink.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: only what can be a pod's is taken for one. Method: routes as a real node has them.
class KernelReadingTest {

  private static Route route(String address, int protocol) {
    return Route.to(NetPrefix.host(NetAddress.parse(address)))
        .withLink(7)
        .withScope(Scope.LINK)
        .withProtocol(protocol);
  }

  @Test
  void seen_dhcpRouteToTheRouter_isNoPod() {
    assertEquals(List.of(), KernelReading.seen(List.of(), List.of(route("10.0.0.1", 16))));
  }

  @Test
  void seen_ourRouteWhoseLinkIsGone_isAPods() {
    List<String> addresses =
        KernelReading.seen(List.of(), List.of(route("10.0.0.9", Marks.PROTOCOL))).stream()
            .map(seen -> seen.address() + " by '" + seen.hostLink() + "'")
            .toList();
    assertEquals(List.of("10.0.0.9 by ''"), addresses);
  }
}

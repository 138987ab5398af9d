package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Request;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import io.berth.netlink.Scope;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: at no moment of a change of layout does a packet find less than one whole layout. Method:
/// the order of the requests, for a pod as the kernel shows it.
class PodMovesTest {

  private static final NetPrefix POD = NetPrefix.parse("10.0.1.1");

  @Test
  void toConstant_rulesToMainGoBeforeTheRoutesThere() throws IOException {
    try (KernelWorld world = KernelWorld.create(KernelWorld.Way.DESCRIPTORS)) {
      NetlinkSocket node = world.netlink();
      Route route =
          Route.to(POD)
              .withLink(SmallVpc.index(node, "eth0"))
              .withScope(Scope.LINK)
              .withProtocol(Marks.PROTOCOL);
      List<Rule> rules = PodObjects.rules(POD, 3);

      PodMoves moves =
          PodMoves.to(
              Layout.CONSTANT,
              node.linksOfKind("veth").orThrow(),
              List.of(route),
              List.of(),
              rules);

      assertTrue(
          moves.first().stream()
              .anyMatch(request ->
                  request instanceof Request.AddRoute(Route added, Request.Mode _)
                      && added.table() == Marks.POD_TABLE));
      assertEquals(
          List.of(
              new Request.DeleteRule(rules.get(0)),
              new Request.DeleteRule(rules.get(1)),
              new Request.DeleteRoute(route)),
          moves.afterwards());
    }
  }

  @Test
  void toPerPod_routesInMainComeBeforeTheRulesThatLeadThere() throws IOException {
    try (KernelWorld world = KernelWorld.create(KernelWorld.Way.DESCRIPTORS)) {
      NetlinkSocket node = world.netlink();
      Route route =
          Route.to(POD)
              .withLink(SmallVpc.index(node, "eth0"))
              .withTable(Marks.POD_TABLE)
              .withProtocol(Marks.PROTOCOL);

      PodMoves moves =
          PodMoves.to(
              Layout.PER_POD,
              node.linksOfKind("veth").orThrow(),
              List.of(),
              List.of(route),
              List.of());

      assertInstanceOf(Request.AddRoute.class, moves.first().get(0));
      assertInstanceOf(Request.AddRule.class, moves.first().get(1));
      assertEquals(List.of(new Request.DeleteRoute(route)), moves.afterwards());
    }
  }
}

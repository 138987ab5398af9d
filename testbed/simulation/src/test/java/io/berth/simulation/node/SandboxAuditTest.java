package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: an address comes back although the runtime never sends the DEL. Method: sandboxes that
/// vanish on a watched node, in virtual time, also across a restart of the daemon.
class SandboxAuditTest {

  private static final long TWO_LOOKS_MILLIS = 125_000;

  private final WatchedNode node =
      new WatchedNode("m5.large", NodeSettings.DEFAULT.withWarmIps(3, 5), 1);

  @Test
  void sandboxVanishesWithoutDel_addressComesBackWithinTwoLooks() {
    vanish();
    node.runFor(TWO_LOOKS_MILLIS);
    assertEquals(List.of(), node.node.leases());
  }

  @Test
  void sandboxVanishesWhileTheDaemonIsDead_addressComesBackAtTheStart() {
    vanish();
    node.kill();
    assertEquals(List.of(), node.node.leases());
  }

  private void vanish() {
    Pod pod = node.run(1).getFirst();
    node.runFor(10_000);
    assertEquals(1, node.node.leases().size());
    node.vanish(pod);
  }
}

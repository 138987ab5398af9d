package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The daemon dies, at random and after each single event, and starts again.
class BerthNodeKillTest {

  private static final int POD_STOPPED_AFTER_EVENTS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void killsOfTheDaemonBreakNoPromise(long seed) {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT.withWarmIps(3, 5), seed);
    node.churn(seed, 5);
    assertTrue(node.promises.checks() > 2_000, node.promises.checks() + " checks");
  }

  @Test
  void theDaemonMayDieAfterAnyEventOfABurst() {
    int events = burst(-1);
    assertTrue(events > POD_STOPPED_AFTER_EVENTS, events + " events");
    for (int killAfter = 0; killAfter < events; killAfter++) {
      burst(killAfter);
    }
  }

  /// Twelve pods on a node that has nine addresses, one of which goes again.
  ///
  /// @param killAfter the event after which the daemon is killed; -1 for never
  /// @return the events until all was over
  private static int burst(int killAfter) {
    WatchedNode node = new WatchedNode("m5.large", NodeSettings.DEFAULT, 3);
    node.runFor(30_000);
    List<Pod> pods = node.run(12);
    long end = node.world.time().nowMillis() + 90_000;
    int events = 0;
    while (node.world.time().nextMillis() <= end) {
      if (events == killAfter) {
        node.kill();
      }
      if (events == POD_STOPPED_AFTER_EVENTS) {
        node.kubelet.stop(pods.removeFirst());
      }
      node.world.time().step();
      events++;
    }
    for (Pod pod : pods) {
      assertTrue(
          pod.address() != null,
          () ->
              "killed after event "
                  + killAfter
                  + ", pod "
                  + pod.number()
                  + " has no address: "
                  + node.refusals.getLast());
    }
    return events;
  }
}

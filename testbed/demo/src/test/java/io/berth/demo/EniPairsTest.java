package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Node;
import io.berth.demo.rig.NodePlace;
import io.berth.demo.rig.Pod;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// That every pair of ENIs is chosen once: two nodes that nobody started, pods on named ENIs.
class EniPairsTest {

  private final Node one = node("one");
  private final Node two = node("two");

  @Test
  void acrossNodes_twoByOne_bothDirections() {
    List<EniPairs.Spot> spots =
        List.of(spot(one, "a"), spot(one, "a"), spot(one, "b"), spot(two, "c"));
    assertEquals(Set.of("a-c", "b-c", "c-a", "c-b"), names(EniPairs.acrossNodes(spots)));
  }

  @Test
  void withinNodes_aloneOnItsEni_noPairWithItself() {
    List<EniPairs.Spot> spots =
        List.of(spot(one, "a"), spot(one, "a"), spot(one, "b"), spot(two, "c"));
    assertEquals(Set.of("a-a", "a-b", "b-a"), names(EniPairs.withinNodes(spots)));
  }

  @Test
  void oneOfEachEni_several_firstOfEach() {
    EniPairs.Spot first = spot(one, "a");
    EniPairs.Spot other = spot(two, "c");
    assertEquals(
        List.of(first, other), EniPairs.oneOfEachEni(List.of(first, spot(one, "a"), other)));
  }

  private static Set<String> names(List<EniPairs.Pair> pairs) {
    Set<String> names =
        pairs.stream()
            .map(pair -> pair.from().eni() + "-" + pair.to().eni())
            .collect(Collectors.toSet());
    assertEquals(pairs.size(), names.size(), "a pair of ENIs was chosen twice");
    return names;
  }

  private static EniPairs.Spot spot(Node node, String eni) {
    Pod pod = new Pod("web", "c0ffee", Path.of("/nowhere"));
    return new EniPairs.Spot(new PlacedPod(pod, node, "10.0.0.1", "{}"), eni);
  }

  private static Node node(String name) {
    URI nowhere = URI.create("http://127.0.0.1");
    NodePlace place =
        new NodePlace("i-1", Path.of("/nowhere"), "10.0.0.4", "10.0.0.1", nowhere, nowhere);
    Dist dist = new Dist(Path.of("/nowhere"));
    return new Node(name, place, dist, Path.of("/nowhere"), Map.of(), 1, new Cleanup());
  }
}

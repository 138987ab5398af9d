package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.demo.rig.LeaseView;
import io.berth.demo.rig.NodeKernel;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// That the audit finds each kind of lie, leak and doubling: one small world, one thing wrong at a
/// time.
class AuditTest {

  private static final int TABLE = 254;
  private static final LeaseView LEASE = new LeaseView("c1", "10.0.0.9", "eni-1", "eniabc");
  private static final NodeKernel.PodRoute ROUTE =
      new NodeKernel.PodRoute("10.0.0.9", "eniabc", TABLE);
  private static final CallRecord ADDED = call(1, Verb.ADD, "c1", true, "10.0.0.9");

  @Test
  void violations_everythingThere_none() {
    assertFound(List.of(ADDED), world(Map.of("c1", List.of("10.0.0.9")), LEASE));
  }

  @Test
  void violations_answeredAddWithoutAnything_allNamed() {
    String lie = "ADD of c1 was answered with 10.0.0.9, but ";
    assertFound(
        List.of(ADDED),
        new Observation(Map.of(), new NodeKernel(List.of(), List.of(), List.of()), List.of()),
        lie + "the pod has []",
        lie + "there is no lease",
        lie + "no route leads there");
  }

  @Test
  void violations_answeredAddWithAnotherAddress_named() {
    LeaseView other = new LeaseView("c1", "10.0.0.8", "eni-1", "eniabc");
    NodeKernel kernel =
        new NodeKernel(
            List.of("eniabc"),
            List.of(new NodeKernel.PodRoute("10.0.0.8", "eniabc", TABLE)),
            List.of());
    String lie = "ADD of c1 was answered with 10.0.0.9, but ";
    assertFound(
        List.of(ADDED),
        new Observation(Map.of("c1", List.of("10.0.0.8")), kernel, List.of(other)),
        lie + "the pod has [10.0.0.8]",
        lie + "the lease is of 10.0.0.8",
        lie + "no route leads there");
  }

  @Test
  void violations_answeredDelButAllThere_named() {
    assertFound(
        List.of(ADDED, call(2, Verb.DEL, "c1", true, "")),
        world(Map.of("c1", List.of("10.0.0.9")), LEASE),
        "DEL of c1 was answered, but the lease of 10.0.0.9 is there",
        "DEL of c1 was answered, but the pod has [10.0.0.9]");
  }

  @Test
  void violations_failedDel_bindsNobody() {
    assertFound(
        List.of(ADDED, call(2, Verb.DEL, "c1", false, "")),
        world(Map.of("c1", List.of("10.0.0.9")), LEASE));
  }

  @Test
  void violations_addressTwice_named() {
    LeaseView second = new LeaseView("c2", "10.0.0.9", "eni-1", "enidef");
    NodeKernel kernel =
        new NodeKernel(List.of("eniabc", "enidef"), List.of(ROUTE, ROUTE), List.of());
    assertFound(
        List.of(),
        new Observation(
            Map.of("c1", List.of("10.0.0.9"), "c2", List.of("10.0.0.9")),
            kernel,
            List.of(LEASE, second)),
        "address 10.0.0.9 is leased twice",
        "two routes lead to 10.0.0.9",
        "two pods have address 10.0.0.9");
  }

  @Test
  void violations_linkAndRouteWithoutLease_named() {
    assertFound(
        List.of(),
        world(Map.of()),
        "a route leads to 10.0.0.9, which is not leased",
        "link eniabc belongs to no lease");
  }

  @Test
  void violations_leaseOfUnansweredAddWithoutLink_bindsNobody() {
    assertFound(
        List.of(call(1, Verb.ADD, "c1", false, "")),
        new Observation(Map.of(), new NodeKernel(List.of(), List.of(), List.of()), List.of(LEASE)));
  }

  @Test
  void violations_routeToAnotherLink_named() {
    NodeKernel kernel =
        new NodeKernel(
            List.of("eniabc"),
            List.of(new NodeKernel.PodRoute("10.0.0.9", "eth0", TABLE)),
            List.of());
    assertFound(
        List.of(ADDED),
        new Observation(Map.of("c1", List.of("10.0.0.9")), kernel, List.of(LEASE)),
        "ADD of c1 was answered with 10.0.0.9, but the route leads to link eth0");
  }

  private static Observation world(Map<String, List<String>> pods, LeaseView... leases) {
    return new Observation(
        pods, new NodeKernel(List.of("eniabc"), List.of(ROUTE), List.of()), List.of(leases));
  }

  private static CallRecord call(
      int id, Verb verb, String container, boolean succeeded, String address) {
    var answer = new CallRecord.Answer(succeeded, address, id + 1L);
    return new CallRecord(id, verb, container, id, answer);
  }

  private static void assertFound(List<CallRecord> history, Observation seen, String... expected) {
    assertEquals(new TreeSet<>(List.of(expected)), new TreeSet<>(Audit.violations(history, seen)));
  }
}

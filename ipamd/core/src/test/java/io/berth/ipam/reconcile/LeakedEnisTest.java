package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.EniAvailable;
import io.berth.ipam.port.EniType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Aim: what was left behind goes, and nothing else ever does. Method: EC2 lists the available ENIs
/// that the test sets, an hour and more pass, and the deletions are compared.
class LeakedEnisTest {

  private static final ClusterSettings NAMED = new ClusterSettings("c", false, true);
  private static final ClusterSettings UNNAMED = new ClusterSettings("", false, true);
  private static final InstanceId SELF = new InstanceId("i-1");

  @Test
  void ownEni_leftUnattached_isDeletedAfterASecondLookMinutesLater() {
    LoopFixture node = node(UNNAMED);
    node.vpc.available.add(eni("eni-9", "i-1", "c"));
    node.settle();
    assertEquals(List.of(), deletions(node));

    node.advance(LeakedEnis.AGE_MILLIS - 1);
    node.settle();
    assertEquals(List.of(), deletions(node));

    node.advance(LeakedEnis.SPREAD_MILLIS + 1);
    node.settle();
    assertEquals(List.of("delete eni-9"), deletions(node));
  }

  @Test
  void eniThatIsAttachedInBetween_isNotDeleted() {
    LoopFixture node = node(UNNAMED);
    node.vpc.available.add(eni("eni-9", "i-1", "c"));
    node.settle();
    node.vpc.available.clear();
    pass(node, LeakedEnis.LOOK_MILLIS);
    node.vpc.available.add(eni("eni-9", "i-1", "c"));
    node.advance(LeakedEnis.LOOK_MILLIS);
    node.settle();
    assertEquals(List.of(), deletions(node));
  }

  @Test
  void cleanUp_switchedOff_asksNothing() {
    LoopFixture node = node(new ClusterSettings("c", false, false));
    node.vpc.available.add(eni("eni-9", "i-1", "c"));
    pass(node, 3 * LeakedEnis.LOOK_MILLIS);
    assertTrue(node.vpc.seen.stream().noneMatch(call -> call.startsWith("describe available")));
  }

  @Test
  void eniOfAnInstanceThatIsGone_isDeleted_oneOfAnInstanceThatExistsIsNot() {
    LoopFixture node = node(NAMED);
    node.vpc.available.add(eni("eni-8", "i-8", "c"));
    node.vpc.available.add(eni("eni-9", "i-9", "c"));
    node.vpc.existing = Set.of(new InstanceId("i-8"));
    pass(node, 3 * LeakedEnis.LOOK_MILLIS);
    assertEquals(List.of("delete eni-9"), deletions(node));
  }

  @Test
  void ownersThatCannotBeAskedFor_leaveTheirEnis_andThatIsTold() {
    LoopFixture node = node(NAMED);
    node.vpc.available.add(eni("eni-9", "i-9", "c"));
    node.vpc.refusing.add("describe [i-9]");
    pass(node, LeakedEnis.LOOK_MILLIS);
    assertEquals(List.of(), deletions(node));
    assertEquals(
        List.of("ENIs that were left behind are not deleted: UnauthorizedOperation: no"),
        node.loop.status().problems());
  }

  @Test
  void eniThatSomebodyElseDeleted_isNoProblem() {
    LoopFixture node = node(UNNAMED);
    node.vpc.available.add(eni("eni-9", "i-1", "c"));
    node.settle();
    node.advance(LeakedEnis.AGE_MILLIS + LeakedEnis.SPREAD_MILLIS);
    while (!node.pendingCalls().contains("delete eni-9")) {
      node.vpc.answer();
      node.turn();
    }
    node.vpc.reply(
        "delete eni-9",
        HeldVpc.failed(CloudFailure.Kind.NOT_FOUND, "InvalidNetworkInterfaceID.NotFound", ""));
    node.turn();
    assertEquals(List.of(), node.loop.status().problems());
  }

  @Test
  void massOfLeaks_isWorkedOffInParts() {
    LoopFixture node = node(UNNAMED);
    for (int i = 0; i < 3 * LeakedEnis.MAX_DELETIONS; i++) {
      node.vpc.available.add(eni("eni-9" + i, "i-1", "c"));
    }
    node.settle();
    node.advance(LeakedEnis.AGE_MILLIS + LeakedEnis.SPREAD_MILLIS);
    node.settle();
    assertEquals(LeakedEnis.MAX_DELETIONS, deletions(node).size());
  }

  @ParameterizedTest
  @CsvSource({
    // cluster, type, description, instance tag, cluster tag, may be cleaned up from here
    "c, ORDINARY, aws-K8S-i-9, i-9, c, true",
    "c, ORDINARY, aws-K8S-i-1, i-1, c, true",
    "c, ORDINARY, aws-K8S-i-9, i-9, d, false",
    "c, ORDINARY, aws-K8S-i-9, i-9, -, false",
    "c, ORDINARY, aws-K8S-i-9, -, c, false",
    "c, ORDINARY, a load balancer, i-9, c, false",
    "c, TRUNK, aws-K8S-i-9, i-9, c, false",
    "c, EFA, aws-K8S-i-9, i-9, c, false",
    "c, REQUESTER_MANAGED, aws-K8S-i-9, i-9, c, false",
    "'', ORDINARY, aws-K8S-i-1, i-1, -, true",
    "'', ORDINARY, aws-K8S-i-1, i-1, d, true",
    "'', ORDINARY, aws-K8S-i-9, i-9, -, false",
    "'', ORDINARY, aws-K8S-i-9, i-9, d, false",
  })
  void ownership(
      String cluster,
      EniType type,
      String description,
      String instance,
      String clusterTag,
      boolean ours) {
    TreeMap<String, String> tags = new TreeMap<>();
    if (!instance.equals("-")) {
      tags.put(EniTags.INSTANCE, instance);
    }
    if (!clusterTag.equals("-")) {
      tags.put(EniTags.CLUSTER, clusterTag);
    }
    EniAvailable eni = new EniAvailable(new EniId("eni-9"), type, description, tags);
    assertEquals(
        ours ? new InstanceId(instance) : null,
        LeakedEnis.ownerIfOurs(eni, new ClusterSettings(cluster, false, true), SELF));
  }

  private static LoopFixture node(ClusterSettings cluster) {
    return new LoopFixture("m5.large", warmEnis(1), cluster);
  }

  private static void pass(LoopFixture node, long millis) {
    for (long passed = 0; passed < millis; passed += 60_000) {
      node.advance(60_000);
      node.settle();
    }
  }

  private static List<String> deletions(LoopFixture node) {
    return node.vpc.seen.stream().filter(call -> call.startsWith("delete eni-")).toList();
  }

  private static EniAvailable eni(String id, String instance, String cluster) {
    return new EniAvailable(
        new EniId(id),
        EniType.ORDINARY,
        EniTags.DESCRIPTION + instance,
        new TreeMap<>(Map.of(EniTags.INSTANCE, instance, EniTags.CLUSTER, cluster)));
  }
}

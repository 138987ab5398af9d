package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.SubnetSeen;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Aim: an ENI goes where the tags of the subnets and their free addresses say, a full subnet does
/// not stop growth while another has addresses, and an excluded one gets no new pods. Method: EC2
/// describes the subnets that the test sets; the calls are compared.
class SubnetChoiceTest {

  private static final ClusterSettings DISCOVERY = new ClusterSettings("", true, false);

  @Test
  void eniIsCreatedInTheSubnetWithTheMostFreeAddresses() {
    LoopFixture node = node(5, 100, 20);
    needAnotherEni(node);
    assertEquals(new SubnetId("subnet-2"), creation(node).subnet());
  }

  @Test
  void fullSubnet_isLeftAlone_andTheNextIsTriedAtOnce_untilAllAreFull() {
    LoopFixture node = node(5, 100, 20);
    needAnotherEni(node);
    for (String next : List.of("subnet-2", "subnet-3", "subnet-1")) {
      assertEquals(new SubnetId(next), creation(node).subnet());
      node.vpc.refuse(CloudFailure.Kind.SUBNET_FULL, "InsufficientFreeAddressesInSubnet");
      node.turn();
    }
    assertEquals(0, creations(node));
    assertTrue(
        node.loop.status().blocked().startsWith("the subnet has no free address"),
        node.loop.status().blocked());
  }

  @Test
  void untaggedVpc_usesThePrimarysSubnetOnly() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), DISCOVERY);
    node.vpc.subnets.add(subnet("subnet-1", 5, Map.of()));
    node.vpc.subnets.add(subnet("subnet-2", 100, Map.of()));
    needAnotherEni(node);
    assertEquals(new SubnetId("subnet-1"), creation(node).subnet());
    node.vpc.refuse(CloudFailure.Kind.SUBNET_FULL, "InsufficientFreeAddressesInSubnet");
    node.turn();
    assertEquals(0, creations(node));
  }

  @Test
  void discoveryOff_asksNothingAndStaysInThePrimarysSubnet() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), ClusterSettings.NONE);
    node.vpc.subnets.add(subnet("subnet-2", 100, Map.of(Subnets.ROLE_TAG, "1")));
    needAnotherEni(node);
    assertEquals(new SubnetId("subnet-1"), creation(node).subnet());
    assertFalse(node.vpc.seen.contains("describe subnets"));
  }

  @Test
  void subnetsThatCannotBeDescribed_leaveThePrimarys() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), DISCOVERY);
    node.vpc.refusing.add("describe subnets");
    needAnotherEni(node);
    assertEquals(new SubnetId("subnet-1"), creation(node).subnet());
  }

  @Test
  void noUsableSubnet_blocksWithWhatToTag() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), DISCOVERY);
    node.vpc.subnets.add(subnet("subnet-1", 100, Map.of(Subnets.ROLE_TAG, "0")));
    node.vpc.subnets.add(subnet("subnet-2", 100, Map.of()));
    needAnotherEni(node);
    assertEquals(0, creations(node));
    assertTrue(
        node.loop
            .status()
            .blocked()
            .startsWith("no subnet may be used (none of 2 in eu-central-1a of vpc-1); "),
        node.loop.status().blocked());
    assertTrue(
        node.loop.status().blocked().endsWith("Tag one with kubernetes.io/role/cni=1."),
        node.loop.status().blocked());
  }

  @Test
  void excludedSubnet_itsEnisTakeNoNewPods_newOnesGoElsewhere_andItEndsWithTheTag() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(3), DISCOVERY);
    node.vpc.subnets.add(subnet("subnet-1", 100, Map.of(Subnets.ROLE_TAG, "0")));
    node.vpc.subnets.add(subnet("subnet-2", 50, Map.of(Subnets.ROLE_TAG, "1")));
    node.settle();
    assertTrue(draining(node, "eni-1"));
    assertEquals(new SubnetId("subnet-2"), node.vpc.eni(new EniId("eni-2")).subnet());
    assertFalse(draining(node, "eni-2"));

    node.vpc.subnets.set(0, subnet("subnet-1", 100, Map.of(Subnets.ROLE_TAG, "1")));
    for (int i = 0; i < 12 && draining(node, "eni-1"); i++) {
      node.advance(300_000);
      node.settle();
    }
    assertFalse(draining(node, "eni-1"));
  }

  private static boolean draining(LoopFixture node, String eni) {
    return node.loop.status().enis().stream()
        .filter(status -> status.eni().id().equals(new EniId(eni)))
        .findFirst()
        .orElseThrow()
        .draining();
  }

  private static LoopFixture node(int... free) {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), DISCOVERY);
    for (int i = 0; i < free.length; i++) {
      node.vpc.subnets.add(subnet("subnet-" + (i + 1), free[i], Map.of(Subnets.ROLE_TAG, "1")));
    }
    return node;
  }

  /// Fills the primary ENI and takes one of its addresses.
  private static void needAnotherEni(LoopFixture node) {
    node.settle();
    node.pool.claim();
    node.loop.claimed();
    node.advance(1_000);
  }

  private static long creations(LoopFixture node) {
    return node.vpc.calls.stream()
        .filter(call -> call.request() instanceof CloudRequest.CreateEni)
        .count();
  }

  private static CloudRequest.CreateEni creation(LoopFixture node) {
    assertEquals(1, node.vpc.calls.size(), node.pendingCalls().toString());
    return (CloudRequest.CreateEni) node.vpc.calls.getFirst().request();
  }

  private static SubnetSeen subnet(String id, int free, Map<String, String> tags) {
    return new SubnetSeen(
        new SubnetId(id),
        id.equals("subnet-1")
            ? HeldVpc.SUBNET_CIDR
            : Cidr.parse("10." + id.charAt(id.length() - 1) + ".0.0/16"),
        free,
        new TreeMap<>(tags));
  }
}

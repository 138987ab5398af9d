package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: what EC2 says of an ENI is brought in order, once, and only where it is not. Method: EC2
/// describes what the test sets; the calls that follow are compared.
class EniUpkeepTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final EniId SECOND = new EniId("eni-2");
  private static final SecurityGroupId OTHER_GROUP = new SecurityGroupId("sg-2");
  private static final long AUDIT_MILLIS = 300_000;

  @Test
  void attachedEni_isMadeToGoWithTheInstance_andTheNextLookConfirmsIt() {
    LoopFixture node = withSecondEni();
    assertTrue(node.vpc.traits(SECOND).deleteOnTermination());

    node.advance(AUDIT_MILLIS);
    assertEquals(List.of("describe"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
  }

  @Test
  void eniThatACrashLeftWithout_isRepairedAfterTheFirstLook() {
    LoopFixture before = withSecondEni();
    LoopFixture node = new LoopFixture("m5.large", warmEnis(0), 0);
    before.vpc.attached.values().forEach(eni -> node.vpc.attached.put(eni.id(), eni));
    node.vpc.attached.values().forEach(eni -> node.loop.restore(eni, node.nowMillis));
    node.vpc.traits.put(SECOND, traits(EniType.ORDINARY, true, false));
    node.turn();
    node.vpc.answer();
    node.turn();
    assertTrue(node.pendingCalls().contains("delete on termination eni-2"));
  }

  @Test
  void eniOfSomebodyElse_isNotMadeToGoWithTheInstance() {
    LoopFixture node = withSecondEni();
    node.vpc.traits.put(SECOND, traits(EniType.ORDINARY, false, false));
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
  }

  @Test
  void repairThatFails_isToldAndTriedAgainLater_untilItSucceeds() {
    LoopFixture node = withSecondEni();
    node.vpc.traits.put(SECOND, traits(EniType.ORDINARY, true, false));
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation");
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
    assertEquals(
        List.of(
            "an ENI would outlive the instance: UnauthorizedOperation: refused by the test; it is"
                + " tried again"),
        node.loop.status().problems());

    node.advance(20_000);
    assertEquals(List.of("delete on termination eni-2"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals(List.of(), node.loop.status().problems());
  }

  @Test
  void repairBySomebodyElse_endsTheProblem() {
    LoopFixture node = withSecondEni();
    node.vpc.traits.put(SECOND, traits(EniType.ORDINARY, true, false));
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation");
    node.turn();
    assertEquals(1, node.loop.status().problems().size());

    node.vpc.traits.put(SECOND, traits(EniType.ORDINARY, true, true));
    for (int i = 0; i < 20 && !node.loop.status().problems().isEmpty(); i++) {
      node.advance(AUDIT_MILLIS);
      while (!node.vpc.calls.isEmpty()) {
        if (node.pendingCalls().getFirst().equals("describe")) {
          node.vpc.answer();
        } else {
          node.vpc.refuse(CloudFailure.Kind.NOT_AUTHORISED, "UnauthorizedOperation");
        }
        node.turn();
      }
    }
    assertEquals(List.of(), node.loop.status().problems());
  }

  @Test
  void primaryGetsAnotherGroup_othersFollow_onlyThoseThatDiffer() {
    LoopFixture node = withSecondEni();
    node.vpc.traits.put(
        PRIMARY,
        HeldVpc.GOOD.withSecurityGroups(List.of(OTHER_GROUP, new SecurityGroupId("sg-1"))));
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("groups of eni-2 are [sg-2, sg-1]"), node.pendingCalls());
    node.vpc.answer();
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
  }

  @Test
  void sameGroupsInAnotherOrder_areTheSame() {
    LoopFixture node = withSecondEni();
    SecurityGroupId first = new SecurityGroupId("sg-1");
    node.vpc.traits.put(PRIMARY, HeldVpc.GOOD.withSecurityGroups(List.of(OTHER_GROUP, first)));
    node.vpc.traits.put(SECOND, HeldVpc.GOOD.withSecurityGroups(List.of(first, OTHER_GROUP)));
    node.advance(AUDIT_MILLIS);
    node.vpc.answer();
    node.turn();
    assertEquals(List.of(), node.pendingCalls());
  }

  @Test
  void lookThatMayBeOlderThanTheRepair_isNotBelieved() {
    EniRecord record = new EniRecord(withSecondEni().vpc.eni(SECOND), 0);
    record.repaired(HeldVpc.GOOD, 1_000);
    EniTraits seen = traits(EniType.ORDINARY, true, false);

    record.described(seen, 1_000);
    assertEquals(HeldVpc.GOOD, record.traits());
    record.described(seen, 1_001);
    assertEquals(seen, record.traits());
  }

  @Test
  void eni_isRemovableOnlyWhenEc2HasSaidThatItIsOrdinary() {
    for (EniType type : EniType.values()) {
      EniRecord record = new EniRecord(withSecondEni().vpc.eni(SECOND), 0);
      assertFalse(record.removable(), type.toString());
      record.described(traits(type, true, true), 1);
      assertEquals(type == EniType.ORDINARY, record.removable(), type.toString());
    }
  }

  @Test
  void newEni_getsThePrimarysGroupsAndTimeoutsAsEc2DescribesThem() {
    ConnectionTracking tracking = new ConnectionTracking(350, 0, 0);
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.vpc.traits.put(
        PRIMARY, new EniTraits(EniType.ORDINARY, false, true, List.of(OTHER_GROUP), tracking));
    node.settle();
    node.pool.claim();
    node.advance(0);
    CloudRequest.CreateEni create = (CloudRequest.CreateEni) node.vpc.calls.getFirst().request();
    assertEquals(List.of(OTHER_GROUP), create.securityGroups());
    assertEquals(tracking, create.tracking());
  }

  private static EniTraits traits(EniType type, boolean tagged, boolean deleteOnTermination) {
    return new EniTraits(
        type,
        tagged,
        deleteOnTermination,
        List.of(new SecurityGroupId("sg-1")),
        ConnectionTracking.DEFAULT);
  }

  /// At rest with the primary and one other ENI.
  private static LoopFixture withSecondEni() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    node.pool.claim();
    node.advance(0);
    node.settle();
    assertEquals(2, node.vpc.attached.size());
    return node;
  }
}

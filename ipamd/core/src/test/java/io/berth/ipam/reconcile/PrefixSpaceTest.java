package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.port.CloudFailure;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// A subnet without a reservation for prefixes is told of, once it is known to have none.
class PrefixSpaceTest {

  private static final String LOOK = "describe reservations of subnet-1";

  @Test
  void subnetWithoutReservation_isAskedOnce_andToldOf() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", warmIps(1));
    node.settle();
    node.advance(3_600_000);
    node.settle();
    assertEquals(1, node.vpc.seen.stream().filter(LOOK::equals).count());
    assertEquals(
        List.of(
            "subnet-1 has no CIDR reservation of type prefix, so single addresses may break up the"
                + " blocks that prefixes need; create one with CreateSubnetCidrReservation"),
        node.loop.status().problems());
  }

  @Test
  void subnetWithReservation_isFine() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", warmIps(1));
    node.vpc.forPrefixes.add(Cidr.parse("10.0.128.0/17"));
    node.settle();
    assertEquals(List.of(), node.loop.status().problems());
  }

  @Test
  void reservedAndFragmentedSpace_areToldApart() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", warmIps(1));
    node.vpc.forPrefixes.add(Cidr.parse("10.0.128.0/24"));
    node.settle();
    assertEquals(
        List.of(new SubnetSpace(HeldVpc.SUBNET, OptionalInt.empty(), 256, 0, false)),
        node.loop.status().subnets());

    node.claimAll();
    node.advance(0);
    node.vpc.refuse(CloudFailure.Kind.NO_PREFIX, "InsufficientCidrBlocks");
    node.turn();
    assertTrue(node.loop.status().subnets().getFirst().fragmented());
  }

  @Test
  void lookThatIsRefused_isRepeatedLater_andTellsNothing() {
    LoopFixture node = LoopFixture.inPrefixes("m5.large", warmIps(1));
    node.vpc.refusing.add(LOOK);
    node.settle();
    assertEquals(List.of(), node.loop.status().problems());
    node.vpc.refusing.clear();
    node.advance(20_000);
    node.settle();
    assertEquals(1, node.loop.status().problems().size());
  }

  @Test
  void singleAddresses_needNoReservation() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(1), 0);
    node.settle();
    assertEquals(0, node.vpc.seen.stream().filter(LOOK::equals).count());
  }
}

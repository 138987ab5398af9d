package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.FakeKernel;
import io.berth.ipam.reconcile.ClusterSettings;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.ControlSettings;
import io.berth.ipam.reconcile.NodeParts;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Aim: a node is unready only until its first address. Method: an empty pool, one address, and the
/// address gone again.
class ReadinessTest {

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long bootMillis() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  @Test
  void get_beforeDuringAndAfterTheFirstAddress() {
    AddressPool pool = new AddressPool();
    InstanceLimits limits = Objects.requireNonNull(InstanceTypes.bundled().find("m5.large"));
    IpAddress address = IpAddress.parse("10.0.0.9");
    NodeIdentity identity =
        new NodeIdentity(
            new InstanceId("i-1"),
            "m5.large",
            "us-east-1",
            "us-east-1a",
            new VpcId("vpc-1"),
            List.of(),
            new EniId("eni-1"),
            new MacAddress(1),
            address,
            List.of(),
            new SubnetId("subnet-1"));
    ControlLoop control =
        new ControlLoop(
            new NodeParts(
                identity,
                limits,
                pool,
                (request, replyTo) -> {},
                new FakeKernel(),
                (event, replyTo) -> {},
                CLOCK),
            new WarmTargets(1, 0, 0, 0, 0, 110),
            new ControlSettings(
                AddressKind.SINGLE,
                true,
                0,
                9001,
                new TreeMap<>(),
                ClusterSettings.NONE,
                300_000,
                30_000,
                0),
            () -> "token",
            new Random(1),
            () -> {});
    Readiness readiness = new Readiness(pool, control);
    LeaseFailure unready = readiness.get();
    assertNotNull(unready);
    assertEquals("no address is free: the daemon has just started", unready.sentence());
    pool.addAddresses(identity.primaryEni(), List.of(address), new InitialState.Free());
    assertNull(readiness.get());
    pool.retire(address);
    pool.vacate(address);
    assertNull(readiness.get(), "exhaustion must not make the node NotReady");
  }
}

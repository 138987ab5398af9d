package io.berth.simulation.run;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedCloud;
import io.berth.simulation.world.SimulatedVpc;
import java.util.List;
import java.util.Random;

/// One instance alone in its account: made first, given what it has from long ago, then booted.
public final class OneNode {

  private static final Cidr SUBNET = Cidr.parse("10.0.0.0/16");

  private final VirtualTime time = new VirtualTime();
  private final Trace trace = new Trace(time);
  private final SimulatedVpc vpc;
  private final NodeIdentity identity;
  private final InstanceLimits limits;
  private final long seed;
  private boolean hasPast;

  /// @throws IllegalArgumentException for an unknown instance type
  public OneNode(String instanceType, LatencyProfile latency, Throttling throttling, long seed) {
    this.seed = seed;
    InstanceLimits found = InstanceTypes.bundled().find(instanceType);
    if (found == null) {
      throw new IllegalArgumentException("no instance type is called '" + instanceType + "'");
    }
    limits = found;
    vpc = new SimulatedVpc(time, trace, seed);
    vpc.setWeather(latency, throttling);
    identity = vpc.runInstance(instanceType, vpc.createSubnet(SUBNET).id());
  }

  /// Gives the primary ENI secondary addresses, long ago.
  public OneNode withAddresses(int count) {
    hasPast = true;
    vpc.setUp(new Command.AssignAddresses(identity.primaryEni(), Ipv4Request.count(count), false));
    return this;
  }

  /// Attaches a further ENI, long ago.
  public OneNode withEni(int deviceIndex, int addresses) {
    hasPast = true;
    vpc.attachEni(identity, deviceIndex, addresses);
    return this;
  }

  /// Starts the daemon. What the instance has from long ago was there in an earlier life of the
  /// daemon too, so its journal knows it.
  public PodNetwork boot(Policy policy, NodeSettings settings) {
    List<Eni> known =
        hasPast ? SimulatedCloud.attached(vpc.view(), identity.instance()) : List.of();
    return policy.start(identity, limits, settings, time, vpc, known, seed + 1);
  }

  /// The kubelet of a node that has been booted.
  public Kubelet kubelet(PodNetwork network, RetryRule retry, Kubelet.Watcher watcher) {
    return new Kubelet(time, network, retry, new Random(seed + 2), watcher);
  }

  public VirtualTime time() {
    return time;
  }

  public Trace trace() {
    return trace;
  }

  public SimulatedVpc vpc() {
    return vpc;
  }

  public NodeIdentity identity() {
    return identity;
  }

  public InstanceLimits limits() {
    return limits;
  }
}

package io.berth.simulation.scenario;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Bucket;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.SubnetId;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.Policy;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.CallCount;
import io.berth.simulation.world.SimulatedCloud;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// A rollout puts one pod on each of many warm nodes, which makes each want one more ENI.
final class FleetGrows {

  private static final int NODES = 1_000;
  private static final String TYPE = "m5.large";
  private static final int PER_ENI = 9;

  /// Until every daemon has looked at EC2 and the buckets are full again.
  private static final long QUIET_MILLIS = 400_000;

  private static final long LIMIT_MILLIS = 7_200_000;

  /// Attach has the smallest bucket; the last one takes its time.
  private static final Bucket ATTACHES =
      Objects.requireNonNull(Throttling.EC2.buckets().get(Action.ATTACH_NETWORK_INTERFACE));

  private static final double LOWER_BOUND_SECONDS =
      (double) (NODES - ATTACHES.size()) / ATTACHES.perSecond() + 0.75;

  private FleetGrows() {}

  static List<Figure> run(Policy policy, long seed, boolean hint) {
    VirtualTime time = new VirtualTime();
    SimulatedVpc vpc = new SimulatedVpc(time, new Trace(time), seed);
    vpc.setWeather(LatencyProfile.REALISTIC, Throttling.EC2);
    SubnetId subnet = vpc.createSubnet(Cidr.parse("10.0.0.0/16")).id();
    InstanceLimits limits = Objects.requireNonNull(InstanceTypes.bundled().find(TYPE));
    NodeSettings settings = NodeSettings.DEFAULT.withFleetSize(hint ? NODES : 0);
    Random random = new Random(seed);
    List<PodNetwork> networks = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      NodeIdentity node = vpc.runInstance(TYPE, subnet);
      vpc.setUp(new Command.AssignAddresses(node.primaryEni(), Ipv4Request.count(PER_ENI), false));
      networks.add(
          policy.start(
              node,
              limits,
              settings,
              time,
              vpc,
              SimulatedCloud.attached(vpc.view(), node.instance()),
              random.nextLong()));
    }
    time.runUntil(QUIET_MILLIS);
    vpc.forgetCounts();
    Map<String, Integer> throttles = new HashMap<>();
    vpc.observe(
        new SimulatedVpc.CallObserver() {
          @Override
          public void answered(String caller, Command.Call call, Outcome outcome) {
            if (SimulatedVpc.isThrottle(outcome)) {
              throttles.merge(caller, 1, Integer::sum);
            }
          }
        });
    for (PodNetwork network : networks) {
      new Kubelet(time, network, RetryRule.KUBELET, random, new Kubelet.Watcher() {}).run();
    }
    double seconds = secondsUntilGrown(time, networks);
    int most = throttles.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    double throttledPercent = throttledPercent(vpc);
    String done = "every node had its ENI, times the lower bound";
    double ratio = seconds / LOWER_BOUND_SECONDS;
    return hint
        ? List.of(
            Figure.atMost(done, ratio, "", 1.2),
            Figure.atMost("calls throttled", throttledPercent, "%", 5),
            Figure.of("most throttles of a node", most, ""))
        : List.of(
            Figure.atMost(done, ratio, "", 1.5),
            Figure.of("calls throttled", throttledPercent, "%"),
            Figure.atMost("most throttles of a node", most, "", 3));
  }

  private static double secondsUntilGrown(VirtualTime time, List<PodNetwork> networks) {
    long begun = time.nowMillis();
    List<PodNetwork> left = new ArrayList<>(networks);
    while (!left.isEmpty()) {
      if (time.nowMillis() > begun + LIMIT_MILLIS) {
        return Double.POSITIVE_INFINITY;
      }
      time.runUntil(time.nowMillis() + 250);
      left.removeIf(network -> network.holding().total() >= 2 * PER_ENI);
    }
    return (time.nowMillis() - begun) / 1_000.0;
  }

  private static double throttledPercent(SimulatedVpc vpc) {
    long calls = 0;
    long throttled = 0;
    for (CallCount count : vpc.counts().values()) {
      calls += count.calls();
      throttled += count.throttled();
    }
    return calls == 0 ? 0 : 100.0 * throttled / calls;
  }
}

package io.berth.simulation.fleet;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.node.Holding;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.run.Policy;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Runs one fleet under one policy, once.
public final class Fleet {

  /// Events between two questions to [Progress]: some milliseconds of work.
  private static final int EVENTS_PER_LOOK = 4_096;

  private final FleetOptions options;
  private final Policy policy;
  private final VirtualTime time = new VirtualTime();
  private final Trace trace = new Trace(time);
  private final SimulatedVpc vpc;
  private final Random random;
  private final List<PodNetwork> networks = new ArrayList<>();
  private final List<Kubelet> kubelets = new ArrayList<>();
  private final Map<String, Integer> throttlesByNode = new HashMap<>();
  private final Curve curve = new Curve();
  private final long[] waits;
  private int addressed;

  public Fleet(FleetOptions options, Policy policy) {
    this.options = options;
    this.policy = policy;
    this.random = new Random(options.seed());
    this.waits = new long[options.allPods()];
    this.vpc = new SimulatedVpc(time, trace, options.seed());
    vpc.setWeather(options.latency(), options.throttling());
    vpc.observe(
        new SimulatedVpc.CallObserver() {
          @Override
          public void answered(String caller, Command.Call call, Outcome outcome) {
            if (SimulatedVpc.isThrottle(outcome)) {
              throttlesByNode.merge(caller, 1, Integer::sum);
            }
          }
        });
  }

  /// Runs until every pod has its address, the time is over or `progress` says so.
  public FleetResult run(Progress progress) {
    Subnets subnets = new Subnets(vpc, FleetOptions.nodesPerSubnet(options.limits()));
    for (int i = 0; i < options.nodes(); i++) {
      NodeIdentity identity = vpc.runInstance(options.limits().instanceType(), subnets.next());
      long at =
          options.startWithinMillis() == 0 ? 0 : random.nextLong(options.startWithinMillis() + 1);
      long seed = random.nextLong();
      time.at(at, () -> boot(identity, seed));
    }
    int untilLook = EVENTS_PER_LOOK;
    while (addressed < options.allPods() && time.nextMillis() <= options.limitMillis()) {
      time.step();
      if (--untilLook == 0) {
        untilLook = EVENTS_PER_LOOK;
        if (!progress.goOn(time.nowMillis(), addressed, options.allPods())) {
          break;
        }
      }
    }
    return result();
  }

  /// A hash of every call of EC2: one seed, one history.
  public String traceHash() {
    return trace.hash();
  }

  private void boot(NodeIdentity identity, long seed) {
    PodNetwork network =
        policy.start(identity, options.limits(), options.settings(), time, vpc, List.of(), seed);
    networks.add(network);
    Kubelet kubelet =
        new Kubelet(
            time,
            network,
            RetryRule.KUBELET,
            new Random(seed + 1),
            new Kubelet.Watcher() {
              @Override
              public void addressed(Pod pod, IpAddress address) {
                curve.add(time.nowMillis());
                waits[addressed++] = pod.waitedMillis();
              }
            });
    kubelets.add(kubelet);
    for (int i = 0; i < options.podsPerNode(); i++) {
      kubelet.run();
    }
  }

  private FleetResult result() {
    long leased = 0;
    long idle = 0;
    for (PodNetwork network : networks) {
      Holding holding = network.holding();
      leased += holding.leased();
      idle += holding.idle();
    }
    return new FleetResult(
        policy,
        time.nowMillis(),
        addressed,
        options.allPods(),
        waits(),
        kubelets.stream().mapToLong(Kubelet::refusals).sum(),
        vpc.counts(),
        throttlesByNode.values().stream().mapToInt(Integer::intValue).max().orElse(0),
        leased,
        idle,
        LowerBound.ofFreshNodes(options),
        curve,
        time.eventsAsked());
  }

  private FleetResult.Waits waits() {
    if (addressed == 0) {
      return new FleetResult.Waits(0, 0, 0);
    }
    long[] sorted = Arrays.copyOf(waits, addressed);
    Arrays.sort(sorted);
    return new FleetResult.Waits(
        sorted[addressed / 2],
        sorted[(int) Math.min(addressed * 99L / 100, addressed - 1)],
        sorted[addressed - 1]);
  }
}

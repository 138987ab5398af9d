package io.berth.simulation.world;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Answer;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Throttling;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcModel;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.SubnetId;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The VPC model, pumped with virtual time: one account in one region, shared by all nodes.
public final class SimulatedVpc {

  /// ENIs that may exist; far above EC2's default of 5,000, as large accounts have it raised.
  private static final int INTERFACE_QUOTA = 1_000_000;

  /// Sees each call.
  public interface CallObserver {

    /// Before it is made.
    default void calling(String caller, Command.Call call) {}

    /// When EC2 has decided about it; the caller does not know yet.
    default void answered(String caller, Command.Call call, Outcome outcome) {}
  }

  private final VirtualTime time;
  private final Trace trace;
  private final VpcModel model;
  private final Map<Action, CallCount> counts = new EnumMap<>(Action.class);
  private CallObserver observer = new CallObserver() {};

  /// An account without instances, latencies and limits.
  public SimulatedVpc(VirtualTime time, Trace trace, long seed) {
    this.time = time;
    this.trace = trace;
    VpcSettings constants = VpcSettings.DEFAULT;
    this.model =
        new VpcModel(
            new VpcSettings(
                constants.region(),
                constants.accountId(),
                seed,
                constants.policy(),
                INTERFACE_QUOTA),
            InstanceTypes.bundled(),
            change -> {});
  }

  /// Holds from now on.
  public void setWeather(LatencyProfile latency, Throttling throttling) {
    model.setLatency(latency);
    model.setThrottling(throttling);
  }

  /// Replaces the observer before.
  public void observe(CallObserver newObserver) {
    observer = newObserver;
  }

  /// The model itself, for faults and for what only a test looks at.
  public VpcModel model() {
    return model;
  }

  /// The present state, valid until the next event.
  public VpcView view() {
    model.advance(time.nowMillis());
    return model.view();
  }

  /// What the metadata service of an instance shows now.
  public Collection<NetworkInterface> metadata(InstanceId instance) {
    model.advance(time.nowMillis());
    return model.metadata(instance);
  }

  /// Calls so far; actions that were never called are missing.
  public Map<Action, CallCount> counts() {
    Map<Action, CallCount> copy = new EnumMap<>(Action.class);
    copy.putAll(counts);
    return copy;
  }

  public void forgetCounts() {
    counts.clear();
  }

  /// What a caller sees: the outcome, and the state as a describe shows it.
  public interface Reply {
    void answered(Outcome outcome, VpcView seen);
  }

  /// Makes a call. The answer comes when the model says, if the caller still lives then.
  public void call(String caller, Command.Call call, Lifetime life, Reply replyTo) {
    observer.calling(caller, call);
    Answer answer = model.apply(call, time.nowMillis());
    observer.answered(caller, call, answer.outcome());
    boolean throttled = isThrottle(answer.outcome());
    boolean failed =
        !throttled
            && (answer.outcome() instanceof Outcome.Failure
                || answer.outcome() instanceof Outcome.NoAnswer);
    counts.merge(
        call.action(),
        CallCount.NONE.plus(throttled, failed),
        (before, one) -> before.plus(throttled, failed));
    trace.add(
        caller, call.action().wireName() + (throttled ? " throttled" : failed ? " failed" : ""));
    life.at(
        answer.atMillis(),
        () -> {
          model.advance(time.nowMillis());
          replyTo.answered(answer.outcome(), model.seen(answer.outcome()));
        });
  }

  public static boolean isThrottle(Outcome outcome) {
    return outcome instanceof Outcome.Failure(var error) && error.code().equals(Refusals.THROTTLED);
  }

  /// Makes a VPC with one subnet that fills it.
  ///
  /// @throws IllegalArgumentException naming what was refused
  public Subnet createSubnet(Cidr cidr) {
    Outcome made = setUp(new Command.CreateVpc(cidr));
    if (!(made instanceof Outcome.VpcCreated(Vpc vpc))) {
      throw refused(made);
    }
    Outcome subnet =
        setUp(new Command.CreateSubnet(vpc.id(), cidr, model.settings().region() + "a"));
    if (!(subnet instanceof Outcome.SubnetCreated(Subnet created))) {
      throw refused(subnet);
    }
    return created;
  }

  /// Starts an instance, with its primary ENI only.
  ///
  /// @throws IllegalArgumentException naming what was refused
  public NodeIdentity runInstance(String instanceType, SubnetId subnet) {
    Outcome made = setUp(new Command.RunInstance(instanceType, subnet, List.of()));
    if (!(made instanceof Outcome.InstanceStarted(Instance instance))) {
      throw refused(made);
    }
    NetworkInterface primary = model.view().interfacesOf(instance.id()).getFirst();
    Vpc vpc = Objects.requireNonNull(model.view().vpc(instance.vpc()));
    return new NodeIdentity(
        instance.id(),
        instanceType,
        model.settings().region(),
        instance.zone(),
        instance.vpc(),
        vpc.cidrs(),
        primary.id(),
        primary.mac(),
        primary.primary(),
        instance.groups(),
        instance.subnet());
  }

  /// Makes a change at once, without latency, as somebody may have made it long ago.
  ///
  /// @throws IllegalArgumentException naming what was refused
  public Outcome setUp(Command command) {
    LatencyProfile latency = model.latency();
    Throttling throttling = model.throttling();
    model.setLatency(LatencyProfile.ZERO);
    model.setThrottling(Throttling.NONE);
    Outcome outcome = model.apply(command, time.nowMillis()).outcome();
    model.setLatency(latency);
    model.setThrottling(throttling);
    if (outcome instanceof Outcome.Failure) {
      throw refused(outcome);
    }
    return outcome;
  }

  /// An ENI attached to an instance long ago.
  ///
  /// @param addresses secondary addresses to give it
  public NetworkInterface attachEni(NodeIdentity node, int deviceIndex, int addresses) {
    Outcome made =
        setUp(
            new Command.CreateInterface(
                node.subnet(),
                "",
                node.securityGroups(),
                addresses == 0 ? Ipv4Request.NONE : Ipv4Request.count(addresses),
                Map.of(),
                ""));
    if (!(made instanceof Outcome.InterfaceCreated(NetworkInterface eni))) {
      throw refused(made);
    }
    setUp(new Command.AttachInterface(eni.id(), node.instance(), deviceIndex, 0));
    return Objects.requireNonNull(view().networkInterface(eni.id()));
  }

  /// Whether a link with this MAC address is in the instance.
  boolean hasLink(InstanceId instance, MacAddress mac) {
    return view().interfacesOf(instance).stream()
        .anyMatch(eni -> eni.mac().equals(mac) && eni.hasLink());
  }

  private static IllegalArgumentException refused(Outcome outcome) {
    return new IllegalArgumentException("the VPC refused: " + outcome);
  }
}

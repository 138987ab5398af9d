package io.berth.simulation.incumbent;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.node.Holding;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.SandboxId;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node with the incumbent: its start, and its answers to ADD and DEL. An ADD that finds no
/// address fails at once; nothing grows because of it.
///
/// The executables of a node share its cores, so they take their turns one after the other, each as
/// long as was measured on two cores: about 90 ADDs a second, and 4.6 ms for one that only starts
/// and fails.
public final class IncumbentNode implements PodNetwork {

  private static final long ADD_MILLIS = 11;
  private static final long REFUSED_MILLIS = 5;
  private static final long DELETE_MILLIS = 6;

  /// From the start of the process to its first call, as measured with an EC2 without latency.
  private static final long PROCESS_MILLIS = 280;

  /// The kubelet's `initialBackoff` of a container that crashed; doubled up to the longest.
  private static final long CRASH_MILLIS = 10_000;

  private static final long LONGEST_CRASH_MILLIS = 300_000;

  private final NodeIdentity identity;
  private final InstanceLimits limits;
  private final NodeSettings settings;
  private final Lifetime life;
  private final SimulatedVpc vpc;
  private final IncumbentEc2 ec2;
  private final Datastore store;
  private final PoolManager manager;
  private int crashes;
  private boolean ready;
  private long executablesUntilMillis;

  /// Starts the agent for the first time.
  ///
  /// @param seed of what it draws
  public IncumbentNode(
      NodeIdentity identity,
      InstanceLimits limits,
      NodeSettings settings,
      VirtualTime time,
      SimulatedVpc vpc,
      long seed) {
    Random random = new Random(seed);
    this.identity = identity;
    this.limits = limits;
    this.settings = settings;
    this.life = new Lifetime(time);
    this.vpc = vpc;
    this.ec2 = new IncumbentEc2(identity.instance().value(), vpc, life, random);
    this.store = new Datastore(settings.coolingMillis(), random);
    this.manager =
        new PoolManager(identity, limits, settings.targets(), store, vpc, ec2, life, random);
    life.after(PROCESS_MILLIS, this::start);
  }

  static boolean isSubnetFull(Outcome outcome) {
    return IncumbentEc2.failedWith(
        outcome, "InsufficientCidrBlocks", "InsufficientFreeAddressesInSubnet");
  }

  /// Whether the agent serves.
  public boolean isReady() {
    return ready;
  }

  /// Pods whose address was removed from the books under them.
  public long leasesLost() {
    return store.leasesLost();
  }

  /// DescribeNetworkInterfaces, then for each ENI tags, subnets and groups, then one step to grow.
  /// What cannot be described ends the process.
  private void start() {
    ec2.describe(
        Action.DESCRIBE_NETWORK_INTERFACES,
        (outcome, seen) -> {
          if (IncumbentEc2.failed(outcome)) {
            crash();
            return;
          }
          for (NetworkInterface eni : seen.interfacesOf(identity.instance())) {
            if (store.find(eni.id()) == null) {
              adopt(eni);
            }
          }
          tag(new ArrayDeque<>(store.enis()));
        });
  }

  private void adopt(NetworkInterface shown) {
    StoredEni eni =
        new StoredEni(shown.id(), shown.id().equals(identity.primaryEni()), life.nowMillis());
    store.add(eni);
    store.importAddresses(eni, PoolManager.secondaries(shown));
  }

  private void tag(Deque<StoredEni> left) {
    StoredEni eni = left.poll();
    if (eni == null) {
      prescale();
      return;
    }
    Map<String, String> tags =
        Map.of("node.k8s.amazonaws.com/instance_id", identity.instance().value());
    Runnable groups =
        () ->
            ec2.describe(
                Action.DESCRIBE_SUBNETS,
                (described, _) ->
                    ec2.call(
                        new Command.ModifyInterface(
                            eni.id, new Command.Modification.Groups(identity.securityGroups())),
                        (modified, _) -> tag(left)));
    if (vpc.view().tags(eni.id.value()).equals(tags)) {
      groups.run();
    } else {
      ec2.call(new Command.CreateTags(List.of(eni.id.value()), tags), (tagged, _) -> groups.run());
    }
  }

  private void prescale() {
    boolean tooLow = Formulas.of(settings.targets(), limits, store).isTooLow();
    if (!tooLow) {
      serve();
      return;
    }
    manager.grow(succeeded -> {
      if (succeeded) {
        serve();
      } else {
        crash();
      }
    });
  }

  private void serve() {
    ready = true;
    manager.run();
  }

  /// The process has ended; the kubelet starts it again.
  private void crash() {
    long wait = Math.min(CRASH_MILLIS << Math.min(crashes++, 10), LONGEST_CRASH_MILLIS);
    life.after(wait + PROCESS_MILLIS, this::start);
  }

  @Override
  public void add(SandboxId sandbox, Consumer<Answer> replyTo) {
    boolean none = !ready || store.total() == store.assigned();
    runExecutable(
        none ? REFUSED_MILLIS : ADD_MILLIS,
        () -> {
          @Nullable IpAddress address = ready ? store.assign(sandbox, life.nowMillis()) : null;
          replyTo.accept(
              address == null
                  ? new Answer.Refused("add cmd: failed to assign an IP address to container")
                  : new Answer.Address(address));
        });
  }

  @Override
  public void delete(SandboxId sandbox, Runnable replyTo) {
    if (!store.has(sandbox)) {
      life.after(0, replyTo);
      return;
    }
    runExecutable(
        DELETE_MILLIS,
        () -> {
          store.unassign(sandbox, life.nowMillis());
          replyTo.run();
        });
  }

  private void runExecutable(long millis, Runnable atEnd) {
    executablesUntilMillis = Math.max(executablesUntilMillis, life.nowMillis()) + millis;
    life.at(executablesUntilMillis, atEnd);
  }

  @Override
  public Holding holding() {
    return new Holding(store.total(), store.assigned(), store.cooling(life.nowMillis()));
  }
}

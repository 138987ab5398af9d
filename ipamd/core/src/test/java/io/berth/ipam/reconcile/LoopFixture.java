package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A control loop on an EC2 that answers when told, a kernel whose links appear when told, and a
/// clock that the test turns.
final class LoopFixture implements Kernel, Journal, Clock {

  static final long COOLING_MILLIS = 30_000;

  /// How long EC2's descriptions may lag behind a change.
  static final long LAG_MILLIS = 30_000;

  /// Turns without progress after which the loop is said to spin.
  private static final int MAX_TURNS = 200;

  final HeldVpc vpc;
  final AddressPool pool = new AddressPool();
  final NodeParts parts;
  final ControlSettings settings;
  final ControlLoop loop;
  final List<JournalEvent> journaled = new ArrayList<>();

  /// What the journal answers; `null` while it takes everything.
  @Nullable String journalRefusal;

  final List<Long> claimed = new ArrayList<>();
  final List<Grant> grants = new ArrayList<>();
  final List<EniId> forgotten = new ArrayList<>();
  final TreeSet<EniId> lateLinks = new TreeSet<>();
  long nowMillis = 1_000_000;
  private long nextDemand = 1;
  private boolean woken;

  LoopFixture(String instanceType, WarmTargets targets, int secondariesOfPrimary) {
    this(instanceType, targets, secondariesOfPrimary, 0);
  }

  LoopFixture(String instanceType, WarmTargets targets, int secondariesOfPrimary, int fleetSize) {
    this(
        instanceType,
        targets,
        secondariesOfPrimary,
        fleetSize,
        AddressKind.SINGLE,
        ClusterSettings.NONE);
  }

  LoopFixture(String instanceType, WarmTargets targets, ClusterSettings cluster) {
    this(instanceType, targets, 0, 0, AddressKind.SINGLE, cluster);
  }

  static LoopFixture inPrefixes(String instanceType, WarmTargets targets) {
    return new LoopFixture(instanceType, targets, 0, 0, AddressKind.PREFIX, ClusterSettings.NONE);
  }

  private LoopFixture(
      String instanceType,
      WarmTargets targets,
      int secondariesOfPrimary,
      int fleetSize,
      AddressKind kind,
      ClusterSettings cluster) {
    vpc = new HeldVpc(secondariesOfPrimary);
    InstanceLimits limits = Objects.requireNonNull(InstanceTypes.bundled().find(instanceType));
    NodeIdentity identity =
        new NodeIdentity(
            new InstanceId("i-1"),
            instanceType,
            "eu-central-1",
            "eu-central-1a",
            new VpcId("vpc-1"),
            List.of(HeldVpc.SUBNET_CIDR),
            new EniId("eni-1"),
            new MacAddress(1),
            HeldVpc.SUBNET_CIDR.address(10),
            List.of(new SecurityGroupId("sg-1")),
            HeldVpc.SUBNET);
    AtomicInteger tokens = new AtomicInteger();
    parts = new NodeParts(identity, limits, pool, vpc, this, this, this);
    settings =
        new ControlSettings(
            kind,
            true,
            COOLING_MILLIS,
            9001,
            new TreeMap<>(),
            cluster,
            300_000,
            LAG_MILLIS,
            fleetSize);
    loop =
        new ControlLoop(
            parts,
            targets,
            settings,
            () -> "token-" + tokens.incrementAndGet(),
            new Random(1),
            () -> woken = true);
  }

  static WarmTargets warmIps(int count) {
    return new WarmTargets(0, count, 0, 0, 0, 110);
  }

  static WarmTargets warmEnis(int count) {
    return new WarmTargets(count, 0, 0, 0, 0, 110);
  }

  /// Gives turns until the loop has nothing to do at this moment.
  void turn() {
    for (int i = 0; i < MAX_TURNS; i++) {
      woken = false;
      long next = loop.step(nowMillis);
      if (!woken && next > nowMillis) {
        return;
      }
    }
    throw new AssertionError("the loop spins: " + MAX_TURNS + " turns at one moment");
  }

  /// Whether the loop asked for a turn since the last look.
  boolean takeWake() {
    boolean was = woken;
    woken = false;
    return was;
  }

  void advance(long millis) {
    nowMillis += millis;
    turn();
  }

  /// Answers every call, also those that the answers cause, until EC2 is quiet.
  void settle() {
    turn();
    for (int i = 0; !vpc.calls.isEmpty(); i++) {
      assertTrue(i < MAX_TURNS, "EC2 is called without end");
      vpc.answer();
      turn();
    }
  }

  void demand(long patienceMillis) {
    loop.demand(nextDemand++, nowMillis + patienceMillis, grants::add);
    turn();
  }

  List<String> pendingCalls() {
    return vpc.calls.stream().map(call -> describe(call.request())).toList();
  }

  static String describe(CloudRequest request) {
    return switch (request) {
      case CloudRequest.DescribeEnis _ -> "describe";
      case CloudRequest.DescribeType(String type) -> "describe type " + type;
      case CloudRequest.AssignAddresses(EniId eni, AddressKind kind, int count) ->
          "assign " + portions(kind, count) + " to " + eni;
      case CloudRequest.UnassignAddresses(EniId eni, Portions gone) ->
          "unassign "
              + gone.count()
              + (gone.prefixes().isEmpty() ? "" : " prefixes")
              + " of "
              + eni;
      case CloudRequest.CreateEni create ->
          "create with " + portions(create.kind(), create.count()) + " by " + create.clientToken();
      case CloudRequest.AttachEni attach ->
          "attach " + attach.eni() + " at " + attach.deviceIndex();
      case CloudRequest.DeleteOnTermination d -> "delete on termination " + d.eni();
      case CloudRequest.DetachEni detach -> "detach " + detach.eni();
      case CloudRequest.DeleteEni delete -> "delete " + delete.eni();
      case CloudRequest.SetSecurityGroups set -> "groups of " + set.eni() + " are " + set.groups();
      case CloudRequest.DescribeSubnets _ -> "describe subnets";
      case CloudRequest.DescribeReservations look -> "describe reservations of " + look.subnet();
      case CloudRequest.DescribeAvailable look -> "describe available " + look.tags();
      case CloudRequest.DescribeInstances look -> "describe " + look.instances();
    };
  }

  private static String portions(AddressKind kind, int count) {
    return count + (kind == AddressKind.SINGLE ? "" : " prefixes");
  }

  String counts() {
    var view = pool.view();
    return view.total()
        + " addresses, "
        + view.free()
        + " free, "
        + view.leased()
        + " leased, "
        + view.cooling()
        + " cooling";
  }

  List<Long> claimAll() {
    List<Long> handles = new ArrayList<>();
    for (long handle = pool.claim(); handle != AddressPool.NONE; handle = pool.claim()) {
      handles.add(handle);
    }
    return handles;
  }

  @Override
  public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
    if (journalRefusal == null) {
      journaled.add(event);
    }
    replyTo.accept(journalRefusal);
  }

  @Override
  public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    List<EniId> missing = enis.stream().map(EniLink::eni).filter(lateLinks::contains).toList();
    replyTo.accept(new KernelOutcome.EnisApplied(missing, List.of()));
  }

  @Override
  public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the control loop does not touch pods");
  }

  @Override
  public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the control loop does not touch pods");
  }

  @Override
  public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the control loop does not touch pods");
  }

  @Override
  public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    enis.forEach(eni -> forgotten.add(eni.eni()));
    replyTo.accept(new KernelOutcome.Done());
  }

  @Override
  public void removeStrays(List<KernelOutcome.PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the control loop does not touch pods");
  }

  @Override
  public void read(Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the control loop does not dump the kernel");
  }

  @Override
  public long bootMillis() {
    return nowMillis;
  }

  @Override
  public long wallMillis() {
    return nowMillis;
  }
}

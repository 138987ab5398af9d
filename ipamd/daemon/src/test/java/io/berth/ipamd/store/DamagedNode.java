package io.berth.ipamd.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalSamples;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.PodName;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.SlotState;
import io.berth.ipam.pool.SlotView;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniSeen;
import io.berth.ipam.port.FakeKernel;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.reconcile.ClusterSettings;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.ControlSettings;
import io.berth.ipam.reconcile.NodeParts;
import io.berth.ipam.reconcile.Recovery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A node with 500 pods on eleven ENIs, whose daemon starts on whatever lies at the journal's path:
/// some addresses cool, some were released and not seen clean, some are free, and EC2 answers when
/// told. Every claim that succeeds is compared with what pods really have.
final class DamagedNode implements Cloud, Clock {

  static final int PODS = 500;
  private static final int ENIS = 11;
  private static final int ADDRESSES_PER_ENI = 49;
  private static final int COOLING = 15;
  private static final int RELEASED = 10;
  private static final long STARTED_MILLIS = 1_000_000;
  private static final long COOLING_MILLIS = 30_000;
  private static final long COOLING_UNTIL_MILLIS = STARTED_MILLIS + 20_000;
  private static final int MTU_BYTES = 9_001;

  private static final List<Eni> ALL_ENIS = enis();
  private static final List<IpAddress> ADDRESSES =
      ALL_ENIS.stream().flatMap(eni -> eni.secondaries().stream()).toList();
  private static final List<Lease> LEASES = leases();
  private static final Set<IpAddress> COOLING_ADDRESSES =
      Set.copyOf(ADDRESSES.subList(PODS, PODS + COOLING + RELEASED));

  private final String when;
  private final FakeKernel kernel = new FakeKernel();
  private final AddressPool pool = new AddressPool();
  private final List<Consumer<CloudOutcome>> looks = new ArrayList<>();
  private final ControlLoop control;
  private final LeaseService leases;
  private final Set<IpAddress> used = new HashSet<>();
  private final JournalOpening.Opened opened;
  private final Recovery recovery;
  private long nowMillis = STARTED_MILLIS;

  /// Starts the daemon.
  ///
  /// @param when what was done to the journal, for messages
  DamagedNode(String when, MemoryStorage storage) {
    this.when = when;
    opened =
        assertInstanceOf(
            JournalOpening.Opened.class,
            new JournalOpener(storage, Opened.PATH, Opened.HEADER).open(this, JournalObserver.NONE),
            when);
    FileJournal journal = opened.journal();
    ALL_ENIS.forEach(eni -> kernel.plug(eni.mac()));
    control =
        new ControlLoop(
            new NodeParts(
                JournalSamples.IDENTITY,
                Objects.requireNonNull(InstanceTypes.bundled().find("m5.24xlarge")),
                pool,
                this,
                kernel,
                journal,
                this),
            new WarmTargets(0, 5, 0, 0, 0, 737),
            new ControlSettings(
                AddressKind.SINGLE,
                true,
                COOLING_MILLIS,
                MTU_BYTES,
                new TreeMap<>(),
                ClusterSettings.NONE,
                300_000,
                30_000,
                0),
            () -> "token",
            new Random(1),
            () -> {});
    leases =
        new LeaseService(
            pool,
            journal,
            kernel,
            this,
            control,
            Runnable::run,
            new LeaseSettings(COOLING_MILLIS, 20_000, 2),
            control::routeTable);
    recovery =
        Recovery.plan(
            opened.state(), links(), COOLING_MILLIS, MTU_BYTES, nowMillis, 1_700_000_000_000L);
    recovery.apply(pool, control, leases, MTU_BYTES, nowMillis);
    recovery.remember(journal);
    LEASES.forEach(lease -> used.add(lease.address()));
  }

  /// The journal of the node before anything happened to it: a snapshot, and what came after.
  static List<JournalEvent> history() {
    List<JournalEvent> events = new ArrayList<>();
    events.add(new JournalEvent.Identified(JournalSamples.IDENTITY));
    ALL_ENIS.forEach(eni -> events.add(new JournalEvent.EniKnown(eni)));
    LEASES.subList(0, 300).forEach(lease -> events.add(new JournalEvent.Leased(lease)));
    for (int i = PODS; i < PODS + COOLING + RELEASED; i++) {
      Lease ended = lease(i);
      boolean released = i >= PODS + COOLING;
      // Of every other one only the snapshot's record is left.
      if (released || i % 2 == 0) {
        events.add(new JournalEvent.Leased(ended));
        events.add(new JournalEvent.Released(ended.key(), ended.address()));
      }
      if (!released) {
        events.add(new JournalEvent.Clean(ended.address(), COOLING_UNTIL_MILLIS));
      }
    }
    events.add(new JournalEvent.TokenUsed("token-1"));
    LEASES.subList(300, PODS).forEach(lease -> events.add(new JournalEvent.Leased(lease)));
    return events;
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>(opened.notes());
    notes.addAll(recovery.notes());
    return notes;
  }

  /// What must hold from the start until long after EC2 has answered.
  void check() {
    check(false, COOLING_ADDRESSES);
  }

  /// As [#check()] where nothing tells that records are missing: links that no lease explains are
  /// then taken for those of ADDs that were never answered, and removed before their address can be
  /// leased; a cooling that is forgotten has not happened.
  void checkWithoutAWordOfDamage() {
    check(true, Set.of());
  }

  private void check(boolean removable, Set<IpAddress> cooling) {
    Set<IpAddress> removed = new HashSet<>();
    recovery.orphans().forEach(link -> removed.add(link.address()));
    assertTrue(removable || removed.isEmpty(), () -> when + ": removed " + removed);
    Map<LeaseKey, IpAddress> held = new TreeMap<>();
    Set<IpAddress> once = new HashSet<>();
    for (Lease lease : leases.leases()) {
      assertTrue(once.add(lease.address()), () -> when + ": twice " + lease.address());
      held.put(lease.key(), lease.address());
    }
    for (Lease lease : LEASES) {
      if (!removed.contains(lease.address())) {
        assertEquals(lease.address(), held.get(lease.key()), when);
      }
    }
    used.removeAll(removed);
    checkClaims(cooling, removed);
    nowMillis = COOLING_UNTIL_MILLIS - 1;
    checkClaims(cooling, removed);
    nowMillis = STARTED_MILLIS + Recovery.DOUBT_MILLIS + COOLING_MILLIS;
    checkClaims(Set.of(), Set.of());
    answerLooks();
    nowMillis += 2 * COOLING_MILLIS;
    checkClaims(Set.of(), Set.of());
    assertEquals(used, leasedInPool(), when);
  }

  private void checkClaims(Set<IpAddress> cooling, Set<IpAddress> removed) {
    for (int i = 0; i < 5; i++) {
      control.step(nowMillis);
    }
    List<Long> handles = new ArrayList<>();
    for (long handle = pool.claim(); handle != AddressPool.NONE; handle = pool.claim()) {
      handles.add(handle);
      IpAddress address = pool.address(handle);
      assertFalse(
          used.contains(address), () -> when + ": claimed " + address + ", which a pod has");
      assertFalse(cooling.contains(address), () -> when + ": claimed " + address + " too early");
      assertFalse(removed.contains(address), () -> when + ": claimed " + address + " at once");
    }
    handles.forEach(handle -> assertTrue(pool.release(handle, nowMillis), when));
    control.step(nowMillis);
  }

  private void answerLooks() {
    control.step(nowMillis);
    assertFalse(looks.isEmpty(), when + ": EC2 was not asked");
    List<Consumer<CloudOutcome>> asked = List.copyOf(looks);
    looks.clear();
    CloudOutcome shown =
        new CloudOutcome.Enis(ALL_ENIS.stream().map(eni -> new EniSeen(eni, null)).toList());
    asked.forEach(look -> look.accept(shown));
    for (int i = 0; i < 5; i++) {
      control.step(nowMillis);
    }
  }

  private Set<IpAddress> leasedInPool() {
    Set<IpAddress> leased = new HashSet<>();
    pool.forEach((SlotView slot) -> {
      if (slot.state() == SlotState.LEASED) {
        leased.add(slot.address());
      }
    });
    return leased;
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    if (request instanceof CloudRequest.DescribeEnis) {
      looks.add(replyTo);
    } else {
      replyTo.accept(
          new CloudOutcome.Failed(
              new CloudFailure(CloudFailure.Kind.UNAVAILABLE, "Test", "only looks are answered")));
    }
  }

  @Override
  public long bootMillis() {
    return nowMillis;
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L;
  }

  private static List<PodLinkSeen> links() {
    return LEASES.stream()
        .map(lease ->
            new PodLinkSeen(lease.address(), lease.hostLink(), PodLink.ALIAS_PREFIX + lease.key()))
        .toList();
  }

  private static List<Lease> leases() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < PODS; i++) {
      leases.add(lease(i));
    }
    return leases;
  }

  private static Lease lease(int number) {
    String container = "%064x".formatted(number);
    return new Lease(
        new LeaseKey("aws-cni", container, "eth0"),
        ADDRESSES.get(number),
        ALL_ENIS.get(number / ADDRESSES_PER_ENI).id(),
        new PodName("default", "web-" + number),
        "eni%011x".formatted(number),
        1_700_000_000_000L + number);
  }

  private static List<Eni> enis() {
    List<Eni> enis = new ArrayList<>();
    for (int device = 0; device < ENIS; device++) {
      Cidr subnet = Cidr.parse("10.0." + device + ".0/24");
      List<IpAddress> secondaries = new ArrayList<>();
      for (int i = 0; i < ADDRESSES_PER_ENI; i++) {
        secondaries.add(subnet.address(20 + i));
      }
      enis.add(
          new Eni(
              new EniId("eni-%017x".formatted(device)),
              new AttachmentId("eni-attach-%017x".formatted(device)),
              new MacAddress(0x0200_0000_0100L + device),
              device,
              0,
              new SubnetId("subnet-0a"),
              subnet,
              subnet.address(10),
              secondaries,
              List.of(),
              true));
    }
    return enis;
  }
}

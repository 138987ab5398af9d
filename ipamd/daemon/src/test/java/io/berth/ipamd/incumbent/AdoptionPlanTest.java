package io.berth.ipamd.incumbent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.link.HostLinkNames;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.PodName;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.reconcile.Recovery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: of the incumbent's pods exactly those become leases that file and kernel agree on, and no
/// address that one of them may have is ever free. Method: each case of the two witnesses, through
/// the plan of the start; the letters C with numbers are the cases of the incumbent's recovery.
class AdoptionPlanTest {

  private static final long NOW = 100_000;
  private static final long COOLING = 30_000;
  private static final int MTU = 9001;

  private static final Eni ENI =
      new Eni(
          new EniId("eni-1"),
          new AttachmentId("eni-attach-1"),
          MacAddress.parse("02:00:00:00:00:01"),
          1,
          0,
          new SubnetId("subnet-1"),
          Cidr.parse("10.0.1.0/24"),
          address(10),
          List.of(address(11), address(12), address(13)),
          List.of(),
          true);

  private final List<PodLinkSeen> seen = new ArrayList<>();
  private final List<PodLinkSeen> veths = new ArrayList<>();

  private static IpAddress address(int last) {
    return IpAddress.parse("10.0.1." + last);
  }

  private static PodName pod(String name) {
    return new PodName("default", name);
  }

  private static String hostLink(String name) {
    return HostLinkNames.name("eni", pod(name), new LeaseKey("n", "c", "eth0"));
  }

  private static Allocation entry(String name, int last) {
    return new Allocation(
        "aws-cni", "c-" + name, "eth0", address(last), null, pod(name), 1, 5_000_000L);
  }

  private static Lease lease(String network, String name, int last) {
    return new Lease(
        new LeaseKey(network, "c-" + name, "eth0"),
        address(last),
        Recovery.UNKNOWN_ENI,
        pod(name),
        hostLink(name),
        5);
  }

  /// As the start makes of it what the ENI explains.
  private static Lease placed(String network, String name, int last) {
    return lease(network, name, last).on(ENI.id());
  }

  /// The kernel has the pod's link, and routes the address to it.
  private void running(String name, int last, String alias) {
    veths.add(new PodLinkSeen(null, hostLink(name), alias));
    seen.add(new PodLinkSeen(address(last), hostLink(name), alias));
  }

  private Adoption decide(JournalState journal, boolean fresh, Allocation... entries) {
    return new AdoptionPlan(journal, fresh, seen, veths, MTU).decide(List.of(entries));
  }

  private static Recovery recover(JournalState journal, Adoption adoption) {
    List<JournalEvent> events = new ArrayList<>(List.of(new JournalEvent.EniKnown(ENI)));
    events.addAll(adoption.with(journal).toEvents());
    return Recovery.plan(JournalReplay.replay(events), adoption.seen(), COOLING, MTU, NOW, 0);
  }

  private Recovery fresh(Allocation... entries) {
    return recover(JournalState.EMPTY, decide(JournalState.EMPTY, true, entries));
  }

  private static boolean isKeptOut(Recovery recovery, int last) {
    Long until = recovery.coolUntil().get(address(last));
    return until != null && until > NOW + 1_000 * COOLING;
  }

  private static JournalState journal(JournalEvent... events) {
    List<JournalEvent> all = new ArrayList<>(List.of(new JournalEvent.EniKnown(ENI)));
    all.addAll(List.of(events));
    return JournalReplay.replay(all);
  }

  @Test
  void decide_runningPod_becomesALeaseAndItsLinkIsMarkedLater() {
    running("a", 11, "");
    Adoption adoption = decide(JournalState.EMPTY, true, entry("a", 11));

    Lease expected = lease("_aws-cni", "a", 11);
    assertEquals(List.of(new JournalEvent.Leased(expected)), adoption.events());
    assertEquals(List.of(PodLink.of(expected, PodLink.MAIN_TABLE, MTU)), adoption.links());
    Recovery recovery = recover(JournalState.EMPTY, adoption);
    assertEquals(List.of(expected.on(ENI.id())), recovery.leases());
    assertTrue(recovery.coolUntil().isEmpty());
    assertTrue(recovery.orphans().isEmpty() && recovery.strays().isEmpty());
    assertEquals(List.of(), recovery.notes());
  }

  @Test
  void decide_noEntries_takesNothing_C1() {
    Recovery recovery = fresh();
    assertTrue(recovery.leases().isEmpty() && recovery.coolUntil().isEmpty());
  }

  @Test
  void decide_podWithoutLink_isDroppedItsRulesGoAndItsAddressCools_C3() {
    running("a", 11, "");
    Adoption adoption = decide(JournalState.EMPTY, true, entry("a", 11), entry("b", 12));

    assertEquals(
        List.of(address(12)), adoption.leftovers().stream().map(PodLink::address).toList());
    assertEquals(
        List.of("the entry of 10.0.1.12 for default/b is dropped: its pod's link is gone"),
        adoption.notes());
    Recovery recovery = recover(JournalState.EMPTY, adoption);
    assertEquals(List.of(placed("_aws-cni", "a", 11)), recovery.leases());
    assertEquals(NOW + COOLING, recovery.coolUntil().get(address(12)));
  }

  @Test
  void decide_podWithLinkButWithoutRoute_keepsItsAddress() {
    veths.add(new PodLinkSeen(null, hostLink("a"), ""));
    assertEquals(List.of(placed("_aws-cni", "a", 11)), fresh(entry("a", 11)).leases());
  }

  @Test
  void decide_linkOfALaterSandboxOfTheSameName_isNotTaken() {
    running("a", 12, PodLink.ALIAS_PREFIX + "berth/c-other/eth0");
    JournalState journal =
        journal(
            new JournalEvent.Leased(
                new Lease(
                    new LeaseKey("berth", "c-other", "eth0"),
                    address(12),
                    ENI.id(),
                    pod("a"),
                    hostLink("a"),
                    5)));
    Adoption adoption = decide(journal, false, entry("a", 11));
    assertEquals(List.of(), adoption.events());
    assertEquals(1, recover(journal, adoption).leases().size());
  }

  @Test
  void decide_entryWithoutPod_isFoundByItsRoute_C5() {
    running("a", 11, "");
    Allocation nameless =
        new Allocation("aws-cni", "c-a", "eth0", address(11), null, PodName.NONE, 0, 0);
    Lease lease = fresh(nameless).leases().getFirst();
    assertEquals(hostLink("a"), lease.hostLink());
    assertEquals(address(11), lease.address());

    Allocation gone =
        new Allocation("aws-cni", "c-b", "eth0", address(12), null, PodName.NONE, 0, 0);
    assertTrue(fresh(gone).coolUntil().containsKey(address(12)));
  }

  @Test
  void decide_oneAddressTwice_isGivenToNobodyAndKeptOutOfUse_C7() {
    running("a", 11, "");
    veths.add(new PodLinkSeen(null, hostLink("b"), ""));
    veths.add(new PodLinkSeen(null, hostLink("c"), ""));
    veths.add(new PodLinkSeen(null, hostLink("d"), ""));
    Adoption adoption =
        decide(
            JournalState.EMPTY,
            true,
            entry("a", 11),
            entry("b", 11),
            entry("c", 12),
            entry("d", 12));
    Recovery recovery = recover(JournalState.EMPTY, adoption);

    assertEquals(List.of(), recovery.leases());
    assertTrue(isKeptOut(recovery, 11), recovery::toString);
    assertTrue(isKeptOut(recovery, 12), recovery::toString);
    assertEquals(
        "address 10.0.1.11 of _aws-cni/c-a/eth0, _aws-cni/c-b/eth0 in the incumbent's file occurs"
            + " 2 times; nobody is given it, and it is not used",
        adoption.notes().getFirst());
    assertTrue(recovery.orphans().isEmpty() && recovery.strays().isEmpty());
  }

  @Test
  void decide_oneAddressTwiceButOnePodGone_isTheOthers() {
    running("a", 11, "");
    assertEquals(
        List.of(placed("_aws-cni", "a", 11)), fresh(entry("b", 11), entry("a", 11)).leases());
  }

  @Test
  void decide_addressThatTheFileDoesNotExplain_isKeptOutOfUseAndItsLinkStays() {
    running("a", 11, "");
    Recovery recovery = fresh();
    assertTrue(isKeptOut(recovery, 11), recovery::toString);
    assertTrue(recovery.orphans().isEmpty() && recovery.strays().isEmpty());
  }

  @Test
  void decide_routeToAnotherLink_takesNothing() {
    running("a", 11, "");
    veths.add(new PodLinkSeen(null, hostLink("b"), ""));
    Recovery recovery = fresh(entry("b", 11));
    assertEquals(List.of(), recovery.leases());
    assertTrue(isKeptOut(recovery, 11), recovery::toString);
  }

  @Test
  void decide_addressOnNoKnownEni_isALeaseThatWaitsForItsEni() {
    running("a", 99, "");
    Recovery recovery = fresh(entry("a", 99));
    assertEquals(List.of(lease("_aws-cni", "a", 99)), recovery.unplaced());
    assertTrue(recovery.coolUntil().isEmpty());
  }

  @Test
  void decide_entryWithIpv6Only_isToldAndPassedOver_C15() {
    Allocation six =
        new Allocation(
            "aws-cni", "c-a", "eth0", null, IpAddress.parse("2001:db8::7"), pod("a"), 1, 0);
    running("b", 12, "");
    Allocation both =
        new Allocation("aws-cni", "c-b", "eth0", address(12), six.ipv6(), pod("b"), 1, 5_000_000L);
    Adoption adoption = decide(JournalState.EMPTY, true, six, both);
    assertEquals(List.of(new JournalEvent.Leased(lease("_aws-cni", "b", 12))), adoption.events());
    assertEquals(
        List.of(
            "the entry of container c-a has IPv6 address 2001:db8::7 only, which Berth does not"
                + " serve; its pod keeps it and is not taken over"),
        adoption.notes());
  }

  @Test
  void decide_afterAStartThatWasCutShort_completesIt() {
    running("a", 11, PodLink.ALIAS_PREFIX + "_aws-cni/c-a/eth0");
    running("b", 12, "");
    JournalState journal = journal(new JournalEvent.Leased(lease("_aws-cni", "a", 11)));
    Adoption adoption = decide(journal, false, entry("a", 11), entry("b", 12));
    assertEquals(List.of(new JournalEvent.Leased(lease("_aws-cni", "b", 12))), adoption.events());
    assertEquals(2, recover(journal, adoption).leases().size());
  }

  @Test
  void decide_markedLinkWhoseLeaseTheJournalLost_isTakenUnderItsOwnName() {
    running("a", 11, PodLink.ALIAS_PREFIX + "berth/c-a/eth0");
    assertEquals(List.of(placed("berth", "a", 11)), fresh(entry("a", 11)).leases());
  }

  @Test
  void decide_addressThatTheIncumbentGaveAwaySince_isTheLaterPods() {
    running("b", 11, "");
    JournalState journal = journal(new JournalEvent.Leased(lease("berth", "a", 11)));
    Adoption adoption = decide(journal, false, entry("b", 11));
    assertEquals(
        List.of(
            new JournalEvent.Released(new LeaseKey("berth", "c-a", "eth0"), address(11)),
            new JournalEvent.Leased(lease("_aws-cni", "b", 11))),
        adoption.events());
    assertEquals(List.of(placed("_aws-cni", "b", 11)), recover(journal, adoption).leases());
  }

  @Test
  void decide_leaseWhoseLinkStands_winsOverTheFile() {
    running("a", 11, PodLink.ALIAS_PREFIX + "berth/c-a/eth0");
    veths.add(new PodLinkSeen(null, hostLink("b"), ""));
    JournalState journal = journal(new JournalEvent.Leased(lease("berth", "a", 11)));
    seen.clear();
    Adoption adoption = decide(journal, false, entry("b", 11));
    assertEquals(List.of(), adoption.events());
    assertEquals(
        List.of(
            "address 10.0.1.11 of _aws-cni/c-b/eth0 in the incumbent's file contradicts the lease"
                + " of 10.0.1.11 for berth/c-a/eth0, which stands"),
        adoption.notes());
  }

  @Test
  void decide_staleFileLaterOn_changesAndSaysNothing() {
    JournalState journal = journal();
    Adoption adoption = decide(journal, false, entry("a", 11));
    assertEquals(new Adoption(List.of(), List.of(), List.of(), List.of(), List.of()), adoption);
  }
}

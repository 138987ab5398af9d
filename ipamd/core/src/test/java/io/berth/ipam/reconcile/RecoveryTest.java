package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Aim: a start never gives an address to two pods, whatever journal and kernel say. Method: each
/// combination of the two witnesses, compared with the decision it must lead to.
class RecoveryTest {

  private static final long NOW = 100_000;
  private static final long COOLING = 30_000;

  private static final Eni ENI =
      new Eni(
          new EniId("eni-1"),
          new AttachmentId("eni-attach-1"),
          MacAddress.parse("02:00:00:00:00:01"),
          1,
          0,
          new SubnetId("subnet-1"),
          Cidr.parse("10.0.0.0/24"),
          address(10),
          List.of(address(11), address(12), address(13)),
          List.of(),
          true);

  private static IpAddress address(int last) {
    return IpAddress.parse("10.0.0." + last);
  }

  private static LeaseKey key(String container) {
    return new LeaseKey("net", container, "eth0");
  }

  private static Lease lease(String container, int last) {
    return new Lease(
        key(container),
        address(last),
        ENI.id(),
        new PodName("default", container),
        "eni" + container,
        1);
  }

  private static PodLinkSeen link(String container, int last) {
    return new PodLinkSeen(address(last), "eni" + container, PodLink.ALIAS_PREFIX + key(container));
  }

  private static Recovery plan(boolean complete, List<JournalEvent> events, PodLinkSeen... seen) {
    List<JournalEvent> all = new ArrayList<>(List.of(new JournalEvent.EniKnown(ENI)));
    all.addAll(events);
    if (!complete) {
      all.add(new JournalEvent.Damaged());
    }
    JournalState state = JournalReplay.replay(all);
    return Recovery.plan(state, List.of(seen), COOLING, 9001, NOW, 5);
  }

  @Test
  void plan_leaseWithItsLink_stands() {
    Recovery recovery = plan(true, List.of(new JournalEvent.Leased(lease("a", 11))), link("a", 11));
    assertEquals(List.of(lease("a", 11)), recovery.leases());
    assertTrue(recovery.orphans().isEmpty());
    assertTrue(recovery.coolUntil().isEmpty());
    assertTrue(recovery.notes().isEmpty());
  }

  @Test
  void plan_leaseWithoutLinkAndRoute_hasEndedAndItsAddressCools() {
    Recovery recovery = plan(true, List.of(new JournalEvent.Leased(lease("a", 11))));
    assertTrue(recovery.leases().isEmpty());
    assertEquals(List.of(lease("a", 11)), recovery.ended());
    assertEquals(Map.of(address(11), NOW + COOLING), recovery.coolUntil());
  }

  @Test
  void plan_leaseWithOneOfLinkAndRoute_stands() {
    List<JournalEvent> leased = List.of(new JournalEvent.Leased(lease("a", 11)));
    PodLinkSeen linkOnly = new PodLinkSeen(null, "enia", PodLink.ALIAS_PREFIX + key("a"));
    assertEquals(List.of(lease("a", 11)), plan(true, leased, linkOnly).leases());
    PodLinkSeen routeOnly = new PodLinkSeen(address(11), "", "");
    Recovery recovery = plan(true, leased, routeOnly);
    assertEquals(List.of(lease("a", 11)), recovery.leases());
    assertTrue(recovery.coolUntil().isEmpty());
  }

  @Test
  void plan_linkWithoutLease_isRemovedAndItsAddressCools() {
    Recovery recovery = plan(true, List.of(), link("a", 11));
    assertEquals(1, recovery.orphans().size());
    assertEquals("enia", recovery.orphans().getFirst().hostLink());
    assertEquals(2, recovery.orphans().getFirst().routeTable());
    assertEquals(Map.of(address(11), NOW + COOLING), recovery.coolUntil());
    assertEquals(
        List.of("link 'enia' of net/a/eth0 has no lease; it is removed"), recovery.notes());
  }

  @Test
  void plan_linkWithoutLeaseInADamagedJournal_isALeaseAgain() {
    Recovery recovery = plan(false, List.of(), link("a", 11), link("b", 11), link("a", 12));
    assertEquals(1, recovery.leases().size());
    assertEquals(key("a"), recovery.leases().getFirst().key());
    assertEquals(recovery.leases(), recovery.rebuilt());
    assertTrue(recovery.coolUntil().isEmpty());
    assertTrue(recovery.orphans().isEmpty());
  }

  @Test
  void plan_releasedWithoutClean_coolsForAFullPeriod() {
    Recovery recovery =
        plan(
            true,
            List.of(
                new JournalEvent.Leased(lease("a", 11)),
                new JournalEvent.Released(key("a"), address(11))));
    assertTrue(recovery.leases().isEmpty());
    assertEquals(Map.of(address(11), NOW + COOLING), recovery.coolUntil());
  }

  @Test
  void plan_releasedAndClean_coolsUntilItsDeadline() {
    Recovery recovery =
        plan(
            true,
            List.of(
                new JournalEvent.Leased(lease("a", 11)),
                new JournalEvent.Released(key("a"), address(11)),
                new JournalEvent.Clean(address(11), NOW + 7)));
    assertEquals(Map.of(address(11), NOW + 7), recovery.coolUntil());
  }

  @Test
  void plan_halfMadeLink_isRemoved() {
    PodLinkSeen halfMade = new PodLinkSeen(null, "enia", "");
    Recovery recovery = plan(true, List.of(), halfMade);
    assertEquals(List.of(halfMade), recovery.strays());
    assertTrue(recovery.coolUntil().isEmpty());
  }

  @Test
  void plan_foreignRoute_keepsTheAddressOutOfUse() {
    Recovery recovery = plan(true, List.of(), new PodLinkSeen(address(12), "vethother", ""));
    assertTrue(recovery.orphans().isEmpty());
    assertEquals(Map.of(address(12), NOW + Recovery.QUARANTINE_MILLIS), recovery.coolUntil());
    assertEquals(
        List.of(
            "10.0.0.12 is routed to 'vethother', which no lease explains; it is not used before a"
                + " start finds the route gone"),
        recovery.notes());
  }

  @Test
  void plan_leaseOfAnUnknownEni_standsUnplaced() {
    Recovery recovery = plan(true, List.of(new JournalEvent.Leased(lease("a", 99))), link("a", 99));
    assertTrue(recovery.leases().isEmpty());
    assertEquals(List.of(lease("a", 99)), recovery.unplaced());
    assertTrue(recovery.orphans().isEmpty());
    assertEquals(
        List.of(
            "lease of 10.0.0.99 for net/a/eth0 stands, but no ENI that is known has the address;"
                + " EC2 is asked"),
        recovery.notes());
  }

  @Test
  void plan_linkOfAnUnknownEniInADamagedJournal_isALeaseWithoutAPlace() {
    Recovery recovery = plan(false, List.of(), link("a", 99));
    assertEquals(List.of(key("a")), recovery.unplaced().stream().map(Lease::key).toList());
    assertEquals(recovery.unplaced(), recovery.rebuilt());
    assertTrue(recovery.orphans().isEmpty());
  }

  @Test
  void plan_addressRoutedToAnotherLease_endsTheOlderOne() {
    List<JournalEvent> leased = List.of(new JournalEvent.Leased(lease("a", 11)));
    Recovery complete = plan(true, leased, link("b", 11));
    assertEquals(List.of(lease("a", 11)), complete.ended());
    assertEquals("enib", complete.orphans().getFirst().hostLink());
    assertEquals(Map.of(address(11), NOW + COOLING), complete.coolUntil());

    Recovery damaged = plan(false, leased, link("b", 11));
    assertEquals(List.of(lease("a", 11)), damaged.ended());
    assertEquals(List.of(key("b")), damaged.leases().stream().map(Lease::key).toList());
    assertTrue(damaged.coolUntil().isEmpty());
    assertEquals(
        "lease of 10.0.0.11 for net/a/eth0 has ended: the kernel routes the address to the link of"
            + " net/b/eth0",
        damaged.notes().getFirst());
  }

  @Test
  void plan_linkThatLeadsElsewhere_endsTheLease() {
    Recovery recovery =
        plan(false, List.of(new JournalEvent.Leased(lease("a", 11))), link("a", 12));
    assertEquals(List.of(lease("a", 11)), recovery.ended());
    assertEquals(List.of(address(12)), recovery.leases().stream().map(Lease::address).toList());
    assertEquals(Map.of(address(11), NOW + COOLING), recovery.coolUntil());
  }

  @Test
  void plan_doubt_outlastsTheRestartThatFollows() {
    Recovery damaged = plan(false, List.of());
    assertEquals(NOW + Recovery.DOUBT_MILLIS, damaged.doubtUntilMillis());

    List<JournalEvent> remembered = new ArrayList<>();
    damaged.remember((event, replyTo) -> {
      remembered.add(event);
      replyTo.accept(null);
    });

    assertEquals(List.of(new JournalEvent.Recovered(NOW + Recovery.DOUBT_MILLIS)), remembered);
    assertEquals(NOW + Recovery.DOUBT_MILLIS, plan(true, remembered).doubtUntilMillis());
  }

  @Test
  void remember_whenALeaseIsNotDurable_leavesTheJournalIncomplete() {
    Recovery damaged = plan(false, List.of(), link("a", 11), link("b", 12));
    List<JournalEvent> durable = new ArrayList<>();
    damaged.remember((event, replyTo) -> {
      boolean fails =
          event instanceof JournalEvent.Leased(Lease lease) && lease.key().equals(key("a"));
      if (!fails) {
        durable.add(event);
      }
      replyTo.accept(fails ? "disk full" : null);
    });

    assertTrue(durable.stream().noneMatch(event -> event instanceof JournalEvent.Recovered));
  }
}

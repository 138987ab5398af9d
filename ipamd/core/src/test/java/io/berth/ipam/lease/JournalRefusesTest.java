package io.berth.ipam.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A journal that refuses costs an ADD its answer, and an address nothing from the second ADD on:
/// the kernel is not touched before the journal has taken a lease again.
class JournalRefusesTest {

  private static final String FULL = "No space left on device";

  private final HeldPorts ports = new HeldPorts();
  private final AddressPool pool = new AddressPool();
  private final List<AddReply> replies = new ArrayList<>();
  private final LeaseService service =
      new LeaseService(
          pool,
          ports,
          ports,
          ports,
          ports,
          Runnable::run,
          new LeaseSettings(30_000, 20_000, 2),
          eni -> 254);

  JournalRefusesTest() {
    pool.addAddresses(
        new EniId("eni-1"),
        List.of(IpAddress.parse("10.0.0.11"), IpAddress.parse("10.0.0.12")),
        new InitialState.Free());
  }

  private void add(String container) {
    service.add(
        new AddRequest(
            new LeaseKey("net", container, "eth0"),
            PodName.NONE,
            Sandbox.ofPath("/run/netns/" + container),
            "eni",
            9_001),
        replies::add);
  }

  private void refuseFirst() {
    add("c1");
    ports.attachEnds(HeldPorts.ATTACHED);
    ports.journalSays(FULL);
    ports.journalSays(FULL);
    ports.detachEnds(new KernelOutcome.Done());
  }

  @Test
  void firstRefusal_findsALink_soItIsRemovedAndTheAddressCools() {
    refuseFirst();

    assertEquals(FULL, cause());
    assertEquals(1, pool.view().cooling());
  }

  @Test
  void laterRefusals_findNoLink_soTheAddressIsFreeAtOnce() {
    refuseFirst();
    add("c2");
    assertTrue(ports.attaches.isEmpty());

    ports.journalSays(FULL);
    ports.journalSays(FULL);
    ports.detachEnds(new KernelOutcome.Done());

    assertEquals(FULL, cause());
    pool.ripen(ports.nowMillis);
    assertEquals(1, pool.view().free());
    assertEquals(
        JournalEvent.Released.class,
        ports.journaled.get(ports.journaled.size() - 2).getClass(),
        "a lease that becomes durable after all must have an end");
  }

  @Test
  void journalThatTakesLeasesAgain_isBelieved() {
    refuseFirst();
    add("c2");
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    assertInstanceOf(AddReply.Added.class, replies.getLast());

    service.delete(new LeaseKey("net", "c2", "eth0"), failure -> {});
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());
    pool.ripen(ports.nowMillis + 30_000);
    add("c3");
    assertEquals(1, ports.attaches.size(), "journal and kernel work at the same time again");
  }

  private String cause() {
    AddReply.Refused refused = assertInstanceOf(AddReply.Refused.class, replies.getLast());
    return assertInstanceOf(LeaseFailure.NotDurable.class, refused.failure()).cause();
  }
}

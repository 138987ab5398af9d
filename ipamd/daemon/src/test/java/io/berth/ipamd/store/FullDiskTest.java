package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.address;
import static io.berth.ipam.journal.JournalSamples.key;
import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent.Clean;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.model.Lease;
import io.berth.ipam.port.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A full disk refuses new leases and takes the end of every old one, into room that was kept for
/// it; what even that cannot take is written when there is room again. Fills a file system in
/// memory to its last byte.
class FullDiskTest {

  private static final String FULL =
      "journal /run/berth/journal cannot be written: No space left on device";
  private static final int LEASES = 100;

  private final MemoryStorage storage = new MemoryStorage();
  private final TurnedClock clock = new TurnedClock();
  private final FileJournal journal = Opened.open(storage, clock).journal();

  private void leaseAll() {
    for (int i = 0; i < LEASES; i++) {
      assertEquals("durable", Opened.append(journal, new Leased(lease(i))));
    }
  }

  private List<String> endAll() {
    return IntStream.range(0, LEASES)
        .mapToObj(i ->
            Opened.append(journal, new Released(key(i), address(i)))
                + ", "
                + Opened.append(journal, new Clean(address(i), 500_000 + i)))
        .distinct()
        .toList();
  }

  private JournalState reopened() {
    MemoryStorage copy = new MemoryStorage();
    copy.files.putAll(storage.files);
    return Opened.open(copy).state();
  }

  @Test
  void fullDisk_refusesALease_andTakesTheEndOfEveryOther() {
    leaseAll();
    storage.capacityBytes = storage.usedBytes();

    assertEquals(FULL, Opened.append(journal, new Leased(lease(LEASES - 1))));
    assertEquals(List.of("durable, durable"), endAll());

    JournalState found = reopened();
    assertEquals(0, found.leases().size());
    assertEquals(LEASES, found.coolingUntilBootMillis().size());
    assertTrue(found.complete());
  }

  @Test
  void spaceThatReturns_isTakenForTheReserveFirst() {
    leaseAll();
    storage.capacityBytes = storage.usedBytes();
    endAll();
    assertFalse(storage.files.containsKey(Opened.RESERVE));

    storage.capacityBytes = Long.MAX_VALUE;
    clock.nowMillis += Reserve.RETRY_MILLIS;

    assertEquals("durable", Opened.append(journal, new Leased(lease(1))));
    assertTrue(storage.files.containsKey(Opened.RESERVE));
  }

  @Test
  void noRoomForAReserve_refusesALease_whoseEndCouldNotBeWritten() {
    storage.capacityBytes = storage.usedBytes() + 10_000;
    int durable = 0;
    while (Opened.append(journal, new Leased(lease(durable))).equals("durable")) {
      durable++;
    }
    assertEquals(64, durable);
    assertEquals(64, reopened().leases().size());
  }

  @Test
  void endsThatFindNoRoomAtAll_areWrittenWhenThereIs_withoutAnotherEvent() {
    leaseAll();
    storage.failing = operation -> true;
    List<String> answers = endAll();
    assertEquals(List.of(FULL + ", " + FULL), answers);
    assertEquals(LEASES, reopened().leases().size());

    assertFalse(journal.step(), "it tries once a second only");
    clock.nowMillis += Reserve.RETRY_MILLIS;
    storage.failing = operation -> false;
    assertTrue(journal.step());

    assertFalse(journal.owes());
    assertEquals(0, reopened().leases().size());
    assertEquals(LEASES, reopened().coolingUntilBootMillis().size());
    assertTrue(reopened().complete());
  }

  @Test
  void refusedLease_isNotOwedItsEnd() {
    leaseAll();
    storage.failing = operation -> true;
    Opened.append(journal, new Leased(lease(LEASES)));
    Opened.append(journal, new Released(key(LEASES), address(LEASES)));

    assertFalse(journal.owes());
  }

  @Test
  void lease_ofAnAddressWhoseEndIsOwed_comesBehindThatEnd() {
    leaseAll();
    storage.failing = operation -> true;
    Opened.append(journal, new Released(key(1), address(1)));
    storage.failing = operation -> false;

    Lease next =
        new Lease(
            key(LEASES), address(1), lease(1).eni(), lease(1).pod(), "eni1", 1_800_000_000_000L);
    assertEquals("durable", Opened.append(journal, new Leased(next)));

    JournalState found = reopened();
    assertEquals(LEASES, found.leases().size());
    assertTrue(found.complete(), found.contradictions().toString());
  }

  /// A clock that stands until it is turned.
  static final class TurnedClock implements Clock {

    long nowMillis = 100_000;

    @Override
    public long bootMillis() {
      return nowMillis;
    }

    @Override
    public long wallMillis() {
      return nowMillis;
    }
  }
}

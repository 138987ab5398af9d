package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.key;
import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalEvent.Identified;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalHeader;
import io.berth.ipam.journal.JournalSamples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Whatever lies at the journal's path, the daemon starts with what can be trusted, or says why
/// not. Puts files there and opens them.
class JournalOpenerTest {

  private final MemoryStorage storage = new MemoryStorage();

  @Test
  void nothingThere_opened_isEmptyAndWritten() {
    JournalOpening.Opened opened = Opened.open(storage);

    assertTrue(opened.state().leases().isEmpty());
    assertTrue(opened.state().complete());
    assertEquals(List.of("journal /run/berth/journal is new"), opened.notes());
    assertTrue(storage.bytes(Opened.PATH).length > 0);
  }

  @Test
  void tornEnd_opened_isCutAndTold() {
    byte[] whole = twoLeases();
    storage.files.put(Opened.PATH, Arrays.copyOf(whole, whole.length - 5));

    JournalOpening.Opened opened = Opened.open(storage);

    assertEquals(Set.of(key(1)), opened.state().leases().keySet());
    assertTrue(opened.state().complete());
    assertTrue(
        opened.notes().getLast().startsWith("the last ")
            && opened
                .notes()
                .getLast()
                .endsWith(" are an unfinished record, which was never answered; they are cut off"),
        opened.notes().getLast());
    assertEquals("durable", Opened.append(opened.journal(), new Leased(lease(3))));
    assertEquals(Set.of(key(1), key(3)), Opened.open(storage).state().leases().keySet());
  }

  @Test
  void damagedMiddle_opened_keepsTheFileAndGoesOnBehindIt() {
    byte[] damaged = twoLeases();
    int first = damaged.length / 2;
    damaged[first] ^= 1;
    storage.files.put(Opened.PATH, damaged);

    JournalOpening.Opened opened = Opened.open(storage);

    assertEquals(Set.of(key(2)), opened.state().leases().keySet());
    assertFalse(opened.state().complete());
    assertEquals(
        List.of(
            "journal /run/berth/journal holds 1 lease",
            "journal /run/berth/journal is damaged: 81 bytes from byte 30 on are damaged; it is"
                + " kept as /run/berth/journal.damaged-1"),
        opened.notes());
    assertArrayEquals(damaged, storage.bytes(Path.of("/run/berth/journal.damaged-1")));
  }

  @Test
  void damage_isRememberedUntilItsLeasesWereLookedFor() {
    byte[] damaged = twoLeases();
    damaged[damaged.length - 3] ^= 1;
    storage.files.put(Opened.PATH, damaged);
    Opened.open(storage);

    JournalOpening.Opened again = Opened.open(storage);
    assertFalse(again.state().complete());
    assertEquals(
        "leases that journal /run/berth/journal lost to damage were not looked for yet",
        again.notes().getLast());

    Opened.append(again.journal(), new JournalEvent.Recovered(0));
    assertTrue(Opened.open(storage).state().complete());
  }

  @Test
  void partWrittenTwice_opened_isDamage() {
    byte[] whole = twoLeases();
    int header = JournalCodec.encodeHeader(Opened.HEADER).length;
    byte[] twice = Arrays.copyOf(whole, 2 * whole.length - header);
    System.arraycopy(whole, header, twice, whole.length, whole.length - header);
    storage.files.put(Opened.PATH, twice);

    JournalOpening.Opened opened = Opened.open(storage);

    assertEquals(Set.of(key(1), key(2)), opened.state().leases().keySet());
    assertFalse(opened.state().complete());
    assertEquals(
        "journal /run/berth/journal is damaged: it repeats 2 leases, so a part of it was written"
            + " twice; it is kept as /run/berth/journal.damaged-1",
        opened.notes().getLast());
  }

  @Test
  void manyDamages_opened_areToldInOneSentenceOfBoundedLength() {
    FileJournal journal = Opened.open(storage).journal();
    for (int i = 0; i < 30; i++) {
      Opened.append(journal, new Leased(lease(i)));
    }
    byte[] bytes = storage.bytes(Opened.PATH);
    int record = (bytes.length - JournalCodec.encodeHeader(Opened.HEADER).length) / 30;
    for (int i = 0; i < 30; i += 2) {
      bytes[bytes.length - 1 - i * record] ^= 1;
    }

    String note = Opened.open(storage).notes().getLast();

    assertTrue(note.contains("; 4 more stretches are damaged; "), note);
  }

  @Test
  void damagedAgainAndAgain_opened_keepsTheFirstEight() {
    for (int i = 0; i < 10; i++) {
      storage.files.put(Opened.PATH, ("garbage " + i).getBytes(StandardCharsets.UTF_8));
      JournalOpening.Opened opened = Opened.open(storage);
      assertFalse(opened.state().complete());
    }

    assertEquals(
        JournalOpener.MAX_KEPT,
        storage.files.keySet().stream().filter(p -> p.toString().contains("damaged")).count());
    assertEquals(
        "garbage 0",
        new String(storage.bytes(Path.of("/run/berth/journal.damaged-1")), StandardCharsets.UTF_8));
  }

  @Test
  void earlierBoot_opened_isVoid() {
    twoLeases();

    JournalOpening.Opened opened =
        assertInstanceOf(
            JournalOpening.Opened.class,
            Opened.attempt(storage, new JournalHeader("boot-2", "i-0a")));

    assertTrue(opened.state().leases().isEmpty());
    assertTrue(opened.state().complete());
    assertEquals(
        List.of("journal /run/berth/journal is of an earlier boot (boot-1); its 2 leases are void"),
        opened.notes());
    assertTrue(Opened.open(storage).state().leases().isEmpty());
  }

  @Test
  void anotherInstance_opened_isVoid_unlessItIsNotKnown() {
    twoLeases();

    JournalOpening.Opened unknown =
        assertInstanceOf(
            JournalOpening.Opened.class, Opened.attempt(storage, new JournalHeader("boot-1", "")));
    assertEquals(2, unknown.state().leases().size());

    JournalOpening.Opened other =
        assertInstanceOf(
            JournalOpening.Opened.class,
            Opened.attempt(storage, new JournalHeader("boot-1", "i-0b")));
    assertEquals(
        List.of("journal /run/berth/journal is of another instance (i-0a); its 2 leases are void"),
        other.notes());
  }

  @Test
  void instanceLearntLater_opened_countsAsItsOwn() {
    JournalHeader unknown = new JournalHeader("boot-1", "");
    JournalOpening.Opened first =
        assertInstanceOf(JournalOpening.Opened.class, Opened.attempt(storage, unknown));
    Opened.append(first.journal(), new Identified(JournalSamples.IDENTITY));
    Opened.append(first.journal(), new Leased(lease(1)));

    assertEquals(1, Opened.open(storage).state().leases().size());
    assertEquals(
        0,
        assertInstanceOf(
                JournalOpening.Opened.class,
                Opened.attempt(storage, new JournalHeader("boot-1", "i-0b")))
            .state()
            .leases()
            .size());
  }

  @Test
  void laterFormat_opened_isRefusedAndNotTouched() {
    byte[] future = "BRTHJRNL\0\2\0\0....".getBytes(StandardCharsets.US_ASCII);
    CRC32C crc = new CRC32C();
    crc.update(future, 0, 12);
    for (int i = 0; i < 4; i++) {
      future[12 + i] = (byte) (crc.getValue() >>> (8 * (3 - i)));
    }
    storage.files.put(Opened.PATH, future);

    assertEquals(
        new JournalOpening.Refused(
            "journal /run/berth/journal was written in format version 2; this release reads up to"
                + " 1. Start the newer release again, or drain the node and move the file away"),
        Opened.attempt(storage, Opened.HEADER));
    assertArrayEquals(future, storage.bytes(Opened.PATH));
    assertEquals("unlock", storage.log.getLast());
  }

  @Test
  void fileThatCannotBeRead_opened_isRefused() {
    storage.failing = operation -> operation == 2;

    assertEquals(
        new JournalOpening.Refused(
            "journal /run/berth/journal cannot be read: No space left on device. Repair it, or"
                + " drain the node and move it away"),
        Opened.attempt(storage, Opened.HEADER));
  }

  @Test
  void diskThatCannotBeWritten_opened_startsAndHealsWithTheFirstEvent() {
    twoLeases();
    storage.failing = operation -> blocked(storage);
    FullDiskTest.TurnedClock clock = new FullDiskTest.TurnedClock();
    JournalOpening.Opened opened = Opened.open(storage, clock);
    assertEquals(2, opened.state().leases().size());
    assertEquals(
        "no room can be kept for releases beside journal /run/berth/journal: No space left on"
            + " device; it is tried again with each event",
        opened.notes().getLast());

    storage.failing = operation -> false;
    clock.nowMillis += Reserve.RETRY_MILLIS;
    assertEquals("durable", Opened.append(opened.journal(), new Leased(lease(3))));

    assertEquals(3, Opened.open(storage).state().leases().size());
  }

  /// Whether the operation that was just logged writes.
  private static boolean blocked(MemoryStorage storage) {
    return !Set.of("lock", "read").contains(storage.log.getLast());
  }

  /// Leaves a journal with two leases at the path, and returns its bytes.
  private byte[] twoLeases() {
    FileJournal journal = Opened.open(storage).journal();
    Opened.append(journal, new Leased(lease(1)));
    Opened.append(journal, new Leased(lease(2)));
    return storage.bytes(Opened.PATH).clone();
  }
}

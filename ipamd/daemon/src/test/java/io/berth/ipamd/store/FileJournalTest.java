package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalSamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Events become durable in groups, in order, and are answered once. Steps the journal by hand on a
/// file system in memory and looks at its operations.
class FileJournalTest {

  private final MemoryStorage storage = new MemoryStorage();

  @Test
  void queuedEvents_steppedOnce_shareOneWriteAndOneSyncBeforeAnyAnswer() {
    FileJournal journal = Opened.open(storage).journal();
    storage.log.clear();
    for (int i = 0; i < 50; i++) {
      journal.append(new Leased(lease(i)), problem -> storage.log.add(Opened.orDurable(problem)));
    }
    assertEquals(List.of(), storage.log);

    assertTrue(journal.step());

    List<String> expected = new ArrayList<>(List.of("write", "force"));
    expected.addAll(Collections.nCopies(50, "durable"));
    assertEquals(expected, storage.log);
  }

  @Test
  void nothingQueued_stepped_doesNothing() {
    FileJournal journal = Opened.open(storage).journal();
    storage.log.clear();

    assertFalse(journal.step());

    assertEquals(List.of(), storage.log);
  }

  @Test
  void life_appendedAndReopened_isTheSameState() {
    FileJournal journal = Opened.open(storage).journal();
    for (JournalEvent event : JournalSamples.life()) {
      assertEquals("durable", Opened.append(journal, event));
    }

    assertEquals(JournalReplay.replay(JournalSamples.life()), Opened.open(storage).state());
  }

  @Test
  void fullQueue_appended_isRefusedWithASentence() {
    FileJournal journal = Opened.open(storage).journal();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i <= FileJournal.QUEUE_CAPACITY; i++) {
      journal.append(new TokenUsed("t"), problem -> answers.add(Opened.orDurable(problem)));
    }

    assertEquals(
        List.of("4096 events wait for journal /run/berth/journal already; its disk is too slow"),
        answers);
  }

  @Test
  void oversizedEvent_appended_isRefusedAndNothingIsWritten() {
    FileJournal journal = Opened.open(storage).journal();
    storage.log.clear();

    assertEquals(
        "the event is larger than a record of the journal may be (65536 bytes)",
        Opened.append(journal, new TokenUsed("t".repeat(70_000))));

    assertEquals(List.of(), storage.log);
  }

  @Test
  void close_answersWhatIsQueued_andRefusesWhatComesLater() {
    FileJournal journal = Opened.open(storage).journal();
    List<String> answers = new ArrayList<>();
    journal.append(new Leased(lease(1)), problem -> answers.add(Opened.orDurable(problem)));

    journal.close();

    assertEquals(List.of("durable"), answers);
    assertEquals("unlock", storage.log.getLast());
    assertEquals(
        "journal /run/berth/journal is closed because the daemon stops",
        Opened.append(journal, new Leased(lease(2))));
    assertEquals(1, Opened.open(storage).state().leases().size());
  }

  @Test
  void grownFile_stepped_isReplacedByASnapshotThatHoldsTheSame() {
    FileJournal journal = Opened.open(storage).journal();
    Opened.append(journal, new Leased(lease(1)));
    long before = storage.count("rename");
    String filler = "t".repeat(60_000);
    for (int i = 0; i < FileJournal.COMPACT_BYTES / 60_000 + 1; i++) {
      assertEquals("durable", Opened.append(journal, new TokenUsed(filler)));
    }

    assertEquals(before + 1, storage.count("rename"));
    assertTrue(storage.bytes(Opened.PATH).length < 2 * filler.length());
    assertEquals(List.of(filler), Opened.open(storage).state().tokens());
    assertEquals("durable", Opened.append(journal, new Leased(lease(2))));
    assertEquals(2, Opened.open(storage).state().leases().size());
  }

  @Test
  void consumerThatThrows_isADefect_andNobodyIsAnsweredAfterIt() {
    FileJournal journal = Opened.open(storage).journal();
    List<String> answers = new ArrayList<>();
    journal.append(
        new Leased(lease(1)),
        problem -> {
          throw new IllegalStateException("a bug");
        });
    journal.append(new Leased(lease(2)), problem -> answers.add(Opened.orDurable(problem)));

    assertThrows(IllegalStateException.class, journal::step);

    assertEquals(List.of(), answers);
  }

  @Test
  void passedDeadlines_atCompaction_areForgotten() {
    FileJournal journal = Opened.open(storage).journal();
    Opened.append(journal, new JournalEvent.Clean(JournalSamples.address(1), 0));
    Opened.append(journal, new JournalEvent.Clean(JournalSamples.address(2), 1));

    journal.replaceFile();

    assertEquals(
        Collections.singleton(JournalSamples.address(2)),
        Opened.open(storage).state().coolingUntilBootMillis().keySet());
  }
}

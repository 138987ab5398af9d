package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.address;
import static io.berth.ipam.journal.JournalSamples.key;
import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.journal.JournalState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Nobody waits for a disk that does not answer, and what it does in the end makes no lease that
/// nobody holds. Everything happens while a sync is running, on the thread that runs it: the
/// storage calls back.
class SlowDiskTest {

  private static final String STALLED =
      "a write or sync of journal /run/berth/journal has been running for 10000 ms; its disk does"
          + " not answer, and no event waits longer than 10000 ms";

  private final MemoryStorage storage = new MemoryStorage();
  private final FullDiskTest.TurnedClock clock = new FullDiskTest.TurnedClock();
  private final FileJournal journal = Opened.open(storage, clock).journal();
  private final List<String> answers = new CopyOnWriteArrayList<>();

  private void append(String name, JournalEvent event) {
    journal.append(event, problem -> answers.add(name + ": " + Opened.orDurable(problem)));
  }

  /// Runs `meanwhile` within the next sync.
  private void stepSlowly(Runnable meanwhile) {
    boolean[] done = {false};
    storage.failing =
        operation -> {
          if (!done[0] && storage.log.getLast().equals("force")) {
            done[0] = true;
            meanwhile.run();
          }
          return false;
        };
    journal.step();
    assertTrue(done[0], "there was no sync");
    storage.failing = operation -> false;
  }

  @Test
  void withinTheBound_nobodyIsAnswered() {
    append("lease", new Leased(lease(1)));
    stepSlowly(() -> {
      clock.nowMillis += FileJournal.MAX_WAIT_MILLIS - 1;
      journal.expire();
      assertEquals(List.of(), answers);
    });
    assertEquals(List.of("lease: durable"), answers);
  }

  @Test
  void beyondTheBound_whatIsWrittenAndWhatWaitsIsAnsweredAsFailed_once() {
    append("written", new Leased(lease(1)));
    stepSlowly(() -> {
      append("waiting", new Leased(lease(2)));
      clock.nowMillis += FileJournal.MAX_WAIT_MILLIS;
      journal.expire();
      journal.expire();
      append("late", new Leased(lease(3)));
    });
    journal.step();

    assertEquals(
        List.of("written: " + STALLED, "waiting: " + STALLED, "late: " + STALLED), answers);
  }

  @Test
  void leaseThatBecomesDurableTooLate_isEndedByTheReleaseOfItsOwner() {
    append("lease", new Leased(lease(1)));
    stepSlowly(() -> {
      clock.nowMillis += FileJournal.MAX_WAIT_MILLIS;
      journal.expire();
      // As the lease service does when an ADD has failed.
      append("release", new Released(key(1), address(1)));
      assertEquals("release: " + STALLED, answers.getLast());
    });
    assertEquals(1, state().leases().size());

    journal.step();

    assertEquals(0, state().leases().size());
    assertEquals(2, answers.size());
  }

  @Test
  void beginningThatWaitedTooLong_isNeverWritten() {
    append("token", new TokenUsed("first"));
    stepSlowly(() -> {
      append("waiting", new Leased(lease(2)));
      clock.nowMillis += FileJournal.MAX_WAIT_MILLIS;
      journal.expire();
    });
    journal.step();

    assertEquals(0, state().leases().size());
  }

  @Test
  void diskThatAnswersAgain_takesEverythingAgain() {
    append("lease", new Leased(lease(1)));
    stepSlowly(() -> {
      clock.nowMillis += FileJournal.MAX_WAIT_MILLIS;
      journal.expire();
    });
    journal.expire();

    assertEquals("durable", Opened.append(journal, new Leased(lease(2))));
  }

  private JournalState state() {
    MemoryStorage copy = new MemoryStorage();
    copy.files.putAll(storage.files);
    return Opened.open(copy).state();
  }
}

package io.berth.ipamd.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalSamples;
import io.berth.ipam.journal.JournalState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/// Whatever operation fails, what was called durable is found again and what was refused is not.
/// Fails the N-th operation of a script of appends with a compaction in it, for every N, once and
/// for good, and reopens the journal after each append as if the process had died.
class JournalFaultTest {

  private static final List<JournalEvent> SCRIPT = script();

  @Test
  void oneFailure_atEveryOperation_losesOrInventsNothing() {
    int operations = operationsWithoutFailure();
    int refused = 0;
    for (int n = 1; n <= operations; n++) {
      int failing = n;
      refused += run("operation " + n + " failed", operation -> operation == failing, true);
    }
    assertTrue(refused > 0, "no append was refused, so no failure was seen");
  }

  @Test
  void failureForGood_fromEveryOperation_leavesWhatWasDurableAndAtMostTheFirstRefusedEvent() {
    int operations = operationsWithoutFailure();
    for (int n = 1; n <= operations; n++) {
      int first = n;
      run("all from operation " + n + " failed", operation -> operation >= first, false);
    }
  }

  @Test
  void everySecondOperationFailing_forAWhile_healsByItself() {
    MemoryStorage storage = new MemoryStorage();
    FileJournal journal = Opened.open(storage).journal();
    List<JournalEvent> durable = new ArrayList<>();
    storage.failing = operation -> operation % 2 == 0;
    for (JournalEvent event : JournalSamples.life()) {
      if (Opened.append(journal, event).equals("durable") || event instanceof JournalEvent.Clean) {
        // The end of a use that is refused is written later.
        durable.add(event);
      }
    }
    storage.failing = operation -> false;

    JournalEvent last = new JournalEvent.TokenUsed("healed");
    assertEquals("durable", Opened.append(journal, last));
    durable.add(last);

    assertEquals(JournalReplay.replay(durable), Opened.open(storage).state());
  }

  @Test
  void failedWrite_isToldWithPathAndCause() {
    MemoryStorage storage = new MemoryStorage();
    FileJournal journal = Opened.open(storage).journal();
    storage.failing = operation -> true;

    assertEquals(
        "journal /run/berth/journal cannot be written: No space left on device",
        Opened.append(journal, SCRIPT.getFirst()));
  }

  @Test
  void failedSync_isNotTrustedAgain_andTheFileIsReplaced() {
    MemoryStorage storage = new MemoryStorage();
    FileJournal journal = Opened.open(storage).journal();
    int before = storage.operations();
    storage.failing = operation -> operation == before + 2;
    Opened.append(journal, SCRIPT.get(0));
    storage.log.clear();

    Opened.append(journal, SCRIPT.get(1));

    assertEquals(
        List.of("create", "write", "force", "rename", "force folder", "write", "force"),
        storage.log);
  }

  /// @param exact whether refused events must be absent; with failures for good even the attempt to
  ///   cut them off fails, so they may be found
  /// @return how many appends were refused
  private static int run(String when, IntPredicate failing, boolean exact) {
    MemoryStorage storage = new MemoryStorage();
    storage.failing = failing;
    JournalOpening opening = Opened.attempt(storage, Opened.HEADER);
    if (opening instanceof JournalOpening.Refused) {
      return 1;
    }
    FileJournal journal = assertInstanceOf(JournalOpening.Opened.class, opening, when).journal();
    List<JournalEvent> durable = new ArrayList<>();
    int refused = 0;
    for (JournalEvent event : SCRIPT) {
      if (Opened.append(journal, event).equals("durable")) {
        durable.add(event);
      } else {
        refused++;
      }
      storage.failing = operation -> false;
      JournalState found = Opened.open(copy(storage)).state();
      storage.failing = failing;
      JournalState expected = JournalReplay.replay(durable);
      if (exact) {
        assertTrue(
            facts(expected).equals(facts(found)), when + ", " + durable.size() + " were durable");
      } else {
        assertTrue(
            facts(found).equals(facts(expected)) || (refused > 0 && isPrefixState(found, durable)),
            when + ", " + durable.size() + " were durable");
      }
    }
    return refused;
  }

  /// Whether the state is that of the durable events, with at most the first refused one after
  /// them.
  private static boolean isPrefixState(JournalState found, List<JournalEvent> durable) {
    List<JournalEvent> withNext = new ArrayList<>(durable);
    withNext.add(SCRIPT.get(durable.size()));
    return facts(found).equals(facts(JournalReplay.replay(withNext)));
  }

  /// What a state says, without whether something is missing: the script ends leases whose
  /// beginning was refused, and the journal is right to call that damage.
  private static List<JournalEvent> facts(JournalState state) {
    List<JournalEvent> events = new ArrayList<>(state.toEvents());
    events.remove(new JournalEvent.Damaged());
    return events;
  }

  private static MemoryStorage copy(MemoryStorage storage) {
    MemoryStorage copy = new MemoryStorage();
    copy.files.putAll(storage.files);
    return copy;
  }

  private static int operationsWithoutFailure() {
    MemoryStorage storage = new MemoryStorage();
    FileJournal journal = Opened.open(storage).journal();
    SCRIPT.forEach(event -> assertEquals("durable", Opened.append(journal, event)));
    assertEquals(2, storage.count("rename"), "the script should compact once");
    return storage.operations();
  }

  private static List<JournalEvent> script() {
    List<JournalEvent> script = new ArrayList<>(JournalSamples.life());
    for (int i = 0; i <= FileJournal.COMPACT_BYTES / 60_000; i++) {
      script.add(new JournalEvent.TokenUsed("t".repeat(60_000)));
    }
    script.add(new JournalEvent.Leased(JournalSamples.lease(7)));
    return script;
  }
}

package io.berth.ipamd.store;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalHeader;
import io.berth.ipam.port.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens journals for tests and collects answers.
final class Opened {

  static final Path PATH = Path.of("/run/berth/journal");
  static final Path RESERVE = Path.of("/run/berth/journal.reserve");
  static final JournalHeader HEADER = new JournalHeader("boot-1", "i-0a");

  static final Clock AT_ZERO =
      new Clock() {
        @Override
        public long bootMillis() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  private Opened() {}

  static JournalOpening attempt(Storage storage, JournalHeader header) {
    return new JournalOpener(storage, PATH, header).open(AT_ZERO, JournalObserver.NONE);
  }

  static JournalOpening.Opened open(Storage storage) {
    return assertInstanceOf(JournalOpening.Opened.class, attempt(storage, HEADER));
  }

  static JournalOpening.Opened open(Storage storage, Clock clock) {
    return assertInstanceOf(
        JournalOpening.Opened.class,
        new JournalOpener(storage, PATH, HEADER).open(clock, JournalObserver.NONE));
  }

  /// Appends, steps once, and returns the answer: "durable" or the sentence.
  static String append(FileJournal journal, JournalEvent event) {
    List<String> answers = new ArrayList<>();
    journal.append(event, problem -> answers.add(orDurable(problem)));
    journal.step();
    if (answers.size() != 1) {
      throw new AssertionError("answered " + answers.size() + " times: " + answers);
    }
    return answers.getFirst();
  }

  static String orDurable(@Nullable String problem) {
    return problem == null ? "durable" : problem;
  }
}

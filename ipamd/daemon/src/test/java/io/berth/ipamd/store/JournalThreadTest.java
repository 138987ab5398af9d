package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The journal on a real disk with its thread: many callers, one file, one process.
class JournalThreadTest {

  @TempDir Path folder;

  @Test
  void appendsFromManyThreads_areAllDurable() throws InterruptedException {
    int threads = 4;
    int each = 25;
    Queue<String> answers = new ConcurrentLinkedQueue<>();
    CountDownLatch answered = new CountDownLatch(threads * each);
    try (JournalThread thread = JournalThread.start(open().journal())) {
      FileJournal journal = thread.journal();
      for (int t = 0; t < threads; t++) {
        int first = t * each;
        Thread.ofVirtual()
            .start(() -> {
              for (int i = first; i < first + each; i++) {
                journal.append(
                    new Leased(lease(i)),
                    problem -> {
                      answers.add(Opened.orDurable(problem));
                      answered.countDown();
                    });
              }
            });
      }
      assertTrue(answered.await(30, TimeUnit.SECONDS), "answered only " + answers.size());
    }

    assertTrue(answers.stream().allMatch("durable"::equals), answers.toString());
    assertEquals(threads * each, reopened().leases().size());
  }

  @Test
  void appendsOfOneThread_keepTheirOrder() {
    try (JournalThread thread = JournalThread.start(open().journal())) {
      for (int i = 0; i < 1_000; i++) {
        thread.journal().append(new TokenUsed("t" + i), problem -> {});
      }
    }

    assertEquals(
        IntStream.range(1_000 - JournalReplay.MAX_TOKENS, 1_000).mapToObj(i -> "t" + i).toList(),
        reopened().tokens());
  }

  @Test
  void secondOpening_whileTheFirstIsOpen_isRefused() {
    FileJournal first = open().journal();

    JournalOpening.Refused refused = assertInstanceOf(JournalOpening.Refused.class, attempt());
    assertEquals(
        "journal " + path() + " cannot be locked: this process has it open already",
        refused.sentence());
    first.close();
    assertInstanceOf(JournalOpening.Opened.class, attempt());
  }

  @Test
  void filesAndFolder_areForTheirOwnerOnly() throws IOException {
    open().journal().close();

    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path()));
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(folder.resolve("berth")));
  }

  @Test
  void damagedFile_onDisk_isKept() throws IOException {
    open().journal().close();
    byte[] bytes = Files.readAllBytes(path());
    bytes[3] ^= 1;
    Files.write(path(), bytes);

    JournalOpening.Opened opened = open();
    opened.journal().close();

    assertTrue(Files.exists(folder.resolve("berth/journal.damaged-1")));
    assertTrue(reopened().leases().isEmpty());
  }

  @Test
  void folderAtThePath_opened_isRefusedWithASentence() throws IOException {
    Files.createDirectories(path());

    JournalOpening.Refused refused = assertInstanceOf(JournalOpening.Refused.class, attempt());

    assertTrue(
        refused.sentence().startsWith("journal " + path() + " cannot be read: "),
        refused.sentence());
  }

  private Path path() {
    return folder.resolve("berth/journal");
  }

  private JournalOpening attempt() {
    return FileJournal.open(path(), "boot-1", "", Opened.AT_ZERO, JournalObserver.NONE);
  }

  private JournalOpening.Opened open() {
    return assertInstanceOf(JournalOpening.Opened.class, attempt());
  }

  private JournalState reopened() {
    JournalOpening.Opened opened = open();
    opened.journal().close();
    return opened.state();
  }
}

package io.berth.ipamd.store;

import static io.berth.ipam.journal.JournalSamples.address;
import static io.berth.ipam.journal.JournalSamples.key;
import static io.berth.ipam.journal.JournalSamples.lease;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.Released;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The journal on a file system of its own that gets full or read-only, as the kernel does it.
/// Needs root, which mounts 256 KB of memory.
class RealDiskTest {

  private static final int LEASES = 90;

  @TempDir Path folder;
  private final FullDiskTest.TurnedClock clock = new FullDiskTest.TurnedClock();

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    String refusal =
        run("mount", "-t", "tmpfs", "-o", "size=256k", "berth-test", folder.toString());
    assumeTrue(refusal.isEmpty(), () -> "needs root, to mount a file system: " + refusal);
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    // Lazily: a test that fails leaves its journal open.
    run("umount", "--lazy", folder.toString());
  }

  @Test
  void fullDisk_refusesLeases_takesAllReleases_andHeals() throws IOException {
    FileJournal journal = open();
    leaseAll(journal);
    Path filler = fill();

    assertEquals(
        "journal " + path() + " cannot be written: No space left on device", refusal(journal));
    for (int i = 0; i < LEASES; i++) {
      assertEquals("durable", Opened.append(journal, new Released(key(i), address(i))));
    }
    Files.delete(filler);
    clock.nowMillis += Reserve.RETRY_MILLIS;
    assertEquals("durable", Opened.append(journal, new Leased(lease(LEASES + 100))));
    journal.close();

    FileJournal again = open();
    assertEquals(1, again.state().leases().size());
    assertTrue(again.state().complete());
    again.close();
  }

  @Test
  void readOnlyDisk_startsWithItsLeases_refusesMore_andHeals()
      throws IOException, InterruptedException {
    FileJournal journal = open();
    leaseAll(journal);
    journal.close();
    assertEquals("", run("mount", "-o", "remount,ro", folder.toString()));

    FileJournal readOnly = open();
    assertEquals(LEASES, readOnly.state().leases().size());
    assertEquals(
        "journal " + path() + " cannot be written: Read-only file system",
        Opened.append(readOnly, new Leased(lease(LEASES))));
    Opened.append(readOnly, new Released(key(1), address(1)));
    assertTrue(readOnly.owes());

    assertEquals("", run("mount", "-o", "remount,rw", folder.toString()));
    clock.nowMillis += Reserve.RETRY_MILLIS;
    assertTrue(readOnly.step());
    assertEquals("durable", Opened.append(readOnly, new Leased(lease(LEASES))));
    readOnly.close();
    FileJournal again = open();
    assertEquals(LEASES, again.state().leases().size());
    again.close();
  }

  private Path path() {
    return folder.resolve("journal");
  }

  private FileJournal open() {
    return assertInstanceOf(
            JournalOpening.Opened.class,
            FileJournal.open(path(), "boot-1", "", clock, JournalObserver.NONE))
        .journal();
  }

  private static void leaseAll(FileJournal journal) {
    for (int i = 0; i < LEASES; i++) {
      assertEquals("durable", Opened.append(journal, new Leased(lease(i))));
    }
  }

  /// A page may have room for some more.
  private static String refusal(FileJournal journal) {
    for (int i = LEASES; i < LEASES + 100; i++) {
      String answer = Opened.append(journal, new Leased(lease(i)));
      if (!answer.equals("durable")) {
        return answer;
      }
      assertEquals("durable", Opened.append(journal, new Released(key(i), address(i))));
    }
    throw new AssertionError("a full disk took everything");
  }

  private Path fill() throws IOException {
    Path filler = folder.resolve("filler");
    byte[] page = new byte[4_096];
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      return filler;
    }
  }

  /// What the command said when it failed; empty when it did not.
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "mount hangs");
    return process.exitValue() == 0 ? "" : "it said: " + said.strip();
  }
}

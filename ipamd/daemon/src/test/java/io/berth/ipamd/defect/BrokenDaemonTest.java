package io.berth.ipamd.defect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalReading;
import io.berth.ipam.journal.JournalReplay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Aim: a broken invariant, and the end of memory, stack or threads, stop the process at once: the
/// exit code and one sentence tell, nothing is written any more, and the next start has what was
/// durable. Method: a child process for each of them; the journal's bytes before and after.
@Timeout(120)
class BrokenDaemonTest {

  private static final String AFTERMATH =
      "; the process stops without writing, the next start recovers from journal and kernel";

  @TempDir private Path folder = Path.of("");

  private record End(int status, String text) {}

  @Test
  void invariant_brokenInATaskOfTheIoThread_halts() throws Exception {
    End end = breakOff("io-task");

    assertEquals(Defects.EXIT_SOFTWARE, end.status(), end.text());
    assertTrue(
        end.text()
            .contains(
                "invariant broken on thread io: java.lang.IllegalStateException: S1: 10.0.0.7 has two"
                    + " leases at "),
        end.text());
    assertTrue(end.text().contains(AFTERMATH), end.text());
  }

  @Test
  void invariant_brokenOnAVirtualThread_halts() throws Exception {
    End end = breakOff("virtual");

    assertEquals(Defects.EXIT_SOFTWARE, end.status(), end.text());
    assertTrue(end.text().contains("on thread ec2-DescribeEnis: "), end.text());
  }

  @Test
  void stack_exhausted_halts() throws Exception {
    End end = breakOff("stack");

    assertEquals(Defects.EXIT_SOFTWARE, end.status(), end.text());
    assertTrue(end.text().contains("on thread io: java.lang.StackOverflowError"), end.text());
  }

  @Test
  void threads_exhausted_halts() throws Exception {
    End end = breakOff("threads");

    assertEquals(Defects.EXIT_SOFTWARE, end.status(), end.text());
    assertTrue(end.text().contains("unable to create native thread"), end.text());
    assertTrue(end.text().contains(AFTERMATH), end.text());
  }

  @Test
  void heap_exhausted_endsInTheJvm() throws Exception {
    End end = breakOff("heap");

    assertEquals(3, end.status(), end.text());
    assertTrue(
        end.text().contains("Terminating due to java.lang.OutOfMemoryError: Java heap space"),
        end.text());
  }

  /// The event itself was durable before its consumer broke; nothing came after it.
  @Test
  void invariant_brokenByAConsumerOfTheJournal_halts() throws Exception {
    Process process = start("journal-consumer");
    End end = end(process);

    assertEquals(Defects.EXIT_SOFTWARE, end.status(), end.text());
    assertTrue(end.text().contains("on thread journal: "), end.text());
    assertEquals(BrokenDaemon.LEASES, leases(Files.readAllBytes(journal())));
  }

  private End breakOff(String what) throws Exception {
    Process process = start(what);
    byte[] before = Files.readAllBytes(journal());
    End end = end(process);
    assertArrayEquals(before, Files.readAllBytes(journal()), "the journal was written to");
    assertEquals(BrokenDaemon.LEASES, leases(before));
    BrokenDaemon.open(journal()).close();
    return end;
  }

  /// Starts it and waits until its leases are durable.
  private Process start(String what) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx32m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokenDaemon.class.getName(),
                    what,
                    journal().toString()))
            .redirectErrorStream(true)
            .start();
    StringBuilder line = new StringBuilder();
    while (!line.toString().endsWith("ready\n")) {
      int c = process.getInputStream().read();
      if (c < 0) {
        throw new AssertionError("it ended early: " + line);
      }
      line.append((char) c);
    }
    return process;
  }

  private static End end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().write('g');
    process.getOutputStream().flush();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new End(process.waitFor(), text);
  }

  private static int leases(byte[] journal) {
    JournalReading.Decoded decoded =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(journal));
    return JournalReplay.replay(decoded.events()).leases().size();
  }

  private Path journal() {
    return folder.resolve("journal");
  }
}

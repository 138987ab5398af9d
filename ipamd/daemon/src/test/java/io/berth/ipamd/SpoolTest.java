package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: a spooled deletion is replayed once, and what cannot be read is kept and stops nothing.
/// Method: files as the executable writes them, and damaged ones.
class SpoolTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir private Path folder = Path.of("");

  private static byte[] frame(String containerId) {
    CniRequest request = new CniRequest("DEL", containerId, "", "eth0", "", "", "", "{}", "test");
    return Objects.requireNonNull(Frame.encode(1, request));
  }

  private List<String> names(Spool spool) throws IOException {
    return spool.files().stream().map(file -> file.getFileName().toString()).toList();
  }

  @Test
  void files_noFolder_areNone() throws IOException {
    Spool spool = new Spool(folder.resolve("absent"));
    assertEquals(List.of(), spool.files());
    assertNull(spool.next("a", "eth0"));
  }

  @Test
  void files_framesAndOthers_areTheFrames() throws IOException {
    Files.write(folder.resolve("b~1.frame"), frame("b"));
    Files.write(folder.resolve("a~1.frame"), frame("a"));
    Files.write(folder.resolve("c~1.frame.77.tmp"), frame("c"));
    Spool spool = new Spool(folder);
    assertEquals(List.of("a~1.frame", "b~1.frame"), names(spool));
    Spool.Entry entry = Objects.requireNonNull(spool.read(folder.resolve("a~1.frame")));
    assertEquals("a", entry.request().containerId());
    spool.done(entry);
    spool.done(entry);
    assertEquals(List.of("b~1.frame"), names(spool));
    assertNull(spool.read(entry.file()), "the file has gone");
  }

  @Test
  void read_damagedFile_isKeptAside() throws IOException {
    Path damaged = Files.write(folder.resolve("a~1.frame"), new byte[] {1, 2, 3});
    Spool spool = new Spool(folder);
    assertNull(spool.read(damaged));
    assertEquals(List.of(), names(spool));
    assertTrue(Files.exists(folder.resolve("a~1.frame.unreadable")));
  }

  @Test
  void next_isOfTheSameContainerAndInterface() throws IOException {
    Files.write(folder.resolve("a~1.frame"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("a~2.frame"), frame("a"));
    Files.write(folder.resolve("ab~1.frame"), frame("ab"));
    Spool spool = new Spool(folder);
    Spool.Entry next = Objects.requireNonNull(spool.next("a", "eth0"));
    assertEquals(folder.resolve("a~2.frame"), next.file());
    assertNull(spool.next("a", "net1"));
    assertNull(spool.next("a", null));
    assertNull(spool.next("b", "eth0"));
    assertNull(spool.next("", "eth0"));
    assertNull(spool.next(null, "eth0"));
  }

  @Test
  void leftovers_noFolder_areNone() {
    new Spool(folder.resolve("absent")).removeLeftovers(NOW);
    assertFalse(Files.exists(folder.resolve("absent")));
  }

  @Test
  void leftovers_olderThanTheAge_goAndAllElseStays() throws IOException {
    Instant limit = NOW.minus(Spool.LEFTOVER_AGE);
    file("a~1.frame.77.tmp", limit.minusSeconds(1));
    file("b~1.frame.78.tmp", limit);
    file("c~1.frame.79.tmp", NOW.plusSeconds(3_600));
    file("d~1.frame", limit.minusSeconds(1));
    file("e~1.frame.unreadable", limit.minusSeconds(1));
    file("notes.tmp", limit.minusSeconds(1));
    new Spool(folder).removeLeftovers(NOW);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(
              "b~1.frame.78.tmp",
              "c~1.frame.79.tmp",
              "d~1.frame",
              "e~1.frame.unreadable",
              "notes.tmp"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private void file(String name, Instant modified) throws IOException {
    Path file = Files.write(folder.resolve(name), frame("x"));
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }
}

package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: a spooled deletion is replayed once, and what cannot be read is kept and stops nothing.
/// Method: files as the executable writes them, and damaged ones.
class SpoolTest {

  @TempDir private Path folder = Path.of("");

  private static byte[] frame(String containerId) {
    CniRequest request = new CniRequest("DEL", containerId, "", "eth0", "", "", "", "{}", "test");
    return Objects.requireNonNull(Frame.encode(1, request));
  }

  @Test
  void read_noFolder_isEmpty() {
    assertEquals(List.of(), new Spool(folder.resolve("absent")).read());
  }

  @Test
  void read_framesAndOthers_returnsTheFrames() throws IOException {
    Files.write(folder.resolve("b~1.frame"), frame("b"));
    Files.write(folder.resolve("a~1.frame"), frame("a"));
    Files.write(folder.resolve("c~1.frame.77.tmp"), frame("c"));
    Spool spool = new Spool(folder);
    List<Spool.Entry> entries = spool.read();
    assertEquals(List.of("a", "b"), entries.stream().map(e -> e.request().containerId()).toList());
    entries.forEach(spool::done);
    assertEquals(List.of(), spool.read());
  }

  @Test
  void read_damagedFile_isKeptAside() throws IOException {
    Files.write(folder.resolve("a~1.frame"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("b~1.frame"), frame("b"));
    assertEquals(1, new Spool(folder).read().size());
    assertTrue(Files.exists(folder.resolve("a~1.frame.unreadable")));
  }
}

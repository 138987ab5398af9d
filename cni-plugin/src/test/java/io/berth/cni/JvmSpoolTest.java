package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The spool and the stamp as the JVM form keeps them, on a real folder.
class JvmSpoolTest {

  @TempDir Path folder;
  private final JvmSpool spool = new JvmSpool();

  @Test
  void store_untilFull_refusesNewNamesOnly() throws Exception {
    Path files = folder.resolve("run/spool");
    byte[] bytes = {1, 2, 3, 4};
    assertEquals(0, spool.store(files, "a", bytes, 3, 2));
    assertEquals(0, spool.store(files, "b", bytes, 4, 2));
    assertEquals(Host.FULL, spool.store(files, "c", bytes, 4, 2));
    assertEquals(0, spool.store(files, "a", bytes, 2, 2));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(files.resolve("a")));
    assertEquals(0, spool.discard(files.resolve("a")));
    assertEquals(0, spool.store(files, "c", bytes, 4, 2));
    try (var left = Files.list(files)) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void ageSeconds_clockSetBack_countsALittleAsNowAndMuchAsNever() throws Exception {
    Path stamp = folder.resolve("spool.last-contact");
    assertEquals(-1, spool.ageSeconds(stamp));
    spool.touch(stamp);
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(30)));
    assertEquals(0, spool.ageSeconds(stamp));
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(3600)));
    assertEquals(-1, spool.ageSeconds(stamp));
  }
}

package io.berth.demo.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// That everything made is undone once, the newest first, whatever fails on the way.
class CleanupTest {

  private final List<String> undone = new ArrayList<>();
  private final Cleanup cleanup = new Cleanup();

  private void make(String what) throws Exception {
    cleanup.make(what, () -> what, undone::add);
  }

  @Test
  void run_severalThings_newestFirstAndOnce() throws Exception {
    make("a");
    make("b");
    assertEquals(List.of(), cleanup.run());
    assertEquals(List.of(), cleanup.run());
    assertEquals(List.of("b", "a"), undone);
  }

  @Test
  void undo_oneOfThem_nowAndNotAgain() throws Exception {
    make("a");
    make("b");
    cleanup.undo("a");
    assertEquals(List.of("a"), undone);
    cleanup.undo("a");
    assertEquals(List.of(), cleanup.run());
    assertEquals(List.of("a", "b"), undone);
  }

  @Test
  void run_oneFails_othersStillUndone() throws Exception {
    make("a");
    cleanup.make(
        "the mount",
        () -> "b",
        _ -> {
          throw new IOException("device busy");
        });
    assertEquals(List.of("the mount may be left behind: device busy"), cleanup.run());
    assertEquals(List.of("a"), undone);
  }

  @Test
  void make_makerFails_nothingToUndo() {
    assertThrows(
        IOException.class,
        () ->
            cleanup.make(
                "a",
                () -> {
                  throw new IOException("no");
                },
                made -> undone.add(String.valueOf(made))));
    assertEquals(List.of(), cleanup.run());
    assertEquals(List.of(), undone);
  }

  @Test
  void make_afterRun_refusedWithoutMaking() {
    cleanup.run();
    List<String> made = new ArrayList<>();
    assertThrows(
        CancellationException.class, () -> cleanup.make("a", () -> made.add("a"), _ -> {}));
    assertEquals(List.of(), made);
  }
}

package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What goes to a terminal and what to a file: prints to memory under a clock of the test's.
class ScreenTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void check_file_noColour() {
    new Screen(out, false, true, nanos::get).check(new Check("a", Outcome.PASSED, "it works"));
    assertEquals("   ok      it works" + System.lineSeparator(), printed());
  }

  @Test
  void check_terminal_labelColoured() {
    new Screen(out, true, true, nanos::get).check(new Check("a", Outcome.FAILED, "it broke"));
    assertEquals("   \u001b[31mFAILED\u001b[0m  it broke" + System.lineSeparator(), printed());
  }

  @Test
  void check_longDetail_continuesUnderItself() {
    String detail = "word ".repeat(20).strip();
    new Screen(out, false, false, nanos::get).check(new Check("a", Outcome.PASSED, detail));
    String[] lines = printed().split(System.lineSeparator(), -1);
    assertTrue(lines[1].startsWith("           word"), printed());
  }

  @Test
  void progress_file_onlyNowAndThen() {
    Screen screen = new Screen(out, false, false, nanos::get);
    screen.progress("at once");
    assertEquals("", printed());
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
    screen.progress("later");
    screen.progress("right after");
    assertEquals("   later" + System.lineSeparator(), printed());
  }

  @Test
  void progress_terminal_overwritten() {
    Screen screen = new Screen(out, true, false, nanos::get);
    screen.progress("working");
    screen.line("done");
    assertTrue(printed().endsWith("\r\u001b[K   done" + System.lineSeparator()), printed());
    assertFalse(printed().contains("working" + System.lineSeparator()), printed());
  }
}

package io.berth.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// What the person sees: numbered sections, checks, tables, and one line of progress. For one
/// thread at a time.
final class Screen {

  /// Columns of a line.
  private static final int WIDTH = 100;

  private static final String INDENT = "   ";
  private static final int LABEL_WIDTH = 8;

  /// Columns of a line inside a section.
  static final int TEXT_WIDTH = WIDTH - INDENT.length();

  /// How often progress may print a line where lines cannot be overwritten.
  private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final PrintStream out;
  private final boolean terminal;
  private final boolean colour;
  private final LongSupplier nanoTime;

  private int sections;
  private boolean progressShown;
  private long lastLineNanos;

  /// @param terminal whether a line can be overwritten
  /// @param colour whether to colour; only where `terminal`
  /// @param nanoTime a clock that only grows
  Screen(PrintStream out, boolean terminal, boolean colour, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.colour = colour && terminal;
    this.nanoTime = nanoTime;
    this.lastLineNanos = nanoTime.getAsLong();
  }

  /// A line without indentation.
  void title(String text) {
    print(Style.BOLD.on(text, colour));
  }

  /// Begins a numbered section.
  ///
  /// @param why a sentence on what is shown and why it matters
  void section(String title, String why) {
    sections++;
    print("");
    print(Style.BOLD.on(String.format("%-3d%s", sections, title), colour));
    for (String line : Words.wrap(why, TEXT_WIDTH)) {
      print(INDENT + Style.DIM.on(line, colour));
    }
  }

  void line(String text) {
    print(text.isEmpty() ? "" : INDENT + text);
  }

  void check(Check check) {
    Style style =
        switch (check.outcome()) {
          case PASSED -> Style.GREEN;
          case FAILED -> Style.RED;
          case SKIPPED -> Style.YELLOW;
        };
    List<String> lines = Words.wrap(check.detail(), TEXT_WIDTH - LABEL_WIDTH);
    String label = check.outcome().label();
    String padding = " ".repeat(Math.max(1, LABEL_WIDTH - label.length()));
    print(INDENT + style.on(label, colour) + padding + lines.getFirst());
    for (String line : lines.subList(1, lines.size())) {
      print(INDENT + " ".repeat(LABEL_WIDTH) + line);
    }
  }

  void table(Table table) {
    List<String> lines = table.lines();
    print(INDENT + Style.DIM.on(lines.getFirst(), colour));
    lines.stream().skip(1).forEach(line -> print(INDENT + line));
  }

  /// Tells that something is going on: overwrites itself on a terminal, elsewhere a line now and
  /// then.
  void progress(String text) {
    if (terminal) {
      String shown = text.length() > WIDTH ? text.substring(0, WIDTH) : text;
      out.print("\r\u001b[K" + INDENT + Style.DIM.on(shown, colour));
      out.flush();
      progressShown = true;
    } else if (nanoTime.getAsLong() - lastLineNanos >= LINE_EVERY_NANOS) {
      print(INDENT + text);
    }
  }

  private void print(String line) {
    if (progressShown) {
      out.print("\r\u001b[K");
      progressShown = false;
    }
    out.println(line);
    out.flush();
    lastLineNanos = nanoTime.getAsLong();
  }

  private enum Style {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    String on(String text, boolean colour) {
      return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
  }
}

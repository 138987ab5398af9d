package io.berth.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Rows under headings, each column as wide as its widest cell.
final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /// @param headings one a column
  Table(String... headings) {
    rows.add(List.of(headings));
  }

  /// Adds a row; cells print as by [String#valueOf].
  ///
  /// @throws IllegalArgumentException when it has not one cell a column
  Table row(Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.getFirst().size() + " columns");
    }
    rows.add(Stream.of(cells).map(String::valueOf).toList());
    return this;
  }

  /// The lines, headings first, without trailing spaces. Columns of numbers are right-aligned.
  List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      int at = column;
      widths[column] = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
      numeric[column] =
          rows.size() > 1 && rows.stream().skip(1).allMatch(row -> isNumber(row.get(at)));
    }
    return rows.stream().map(row -> line(row, widths, numeric)).toList();
  }

  private static String line(List<String> row, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP).append(numeric[column] ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private static boolean isNumber(String cell) {
    return !cell.isEmpty()
        && cell.chars().allMatch(c -> Character.isDigit(c) || c == '.' || c == '-');
  }
}

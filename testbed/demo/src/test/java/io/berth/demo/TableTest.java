package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/// That tables line up: compares whole printed lines.
class TableTest {

  @Test
  void lines_numbersAndWords_numbersRightWordsLeft() {
    Table table = new Table("NODE", "FREE").row("node-1", 7).row("n", 128);
    assertEquals(List.of("NODE    FREE", "node-1     7", "n        128"), table.lines());
  }

  @Test
  void lines_lastCellShort_noTrailingSpaces() {
    Table table = new Table("A", "LONG HEADING").row("x", "y");
    assertEquals(List.of("A  LONG HEADING", "x  y"), table.lines());
  }

  @Test
  void row_wrongNumberOfCells_refused() {
    Table table = new Table("A", "B");
    assertThrows(IllegalArgumentException.class, () -> table.row("x"));
  }
}

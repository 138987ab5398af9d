package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// That sentences break at spaces: compares lines for widths around word boundaries.
class WordsTest {

  @Test
  void wrap_fitsExactly_oneLine() {
    assertEquals(List.of("ab cd"), Words.wrap("ab cd", 5));
  }

  @Test
  void wrap_oneTooNarrow_breaksAtSpace() {
    assertEquals(List.of("ab", "cd"), Words.wrap("ab  cd ", 4));
  }

  @Test
  void wrap_wordLongerThanLine_keptWhole() {
    assertEquals(List.of("a", "extraordinary", "b"), Words.wrap("a extraordinary b", 5));
  }
}

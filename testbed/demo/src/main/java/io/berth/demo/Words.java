package io.berth.demo;

import java.util.ArrayList;
import java.util.List;

/// Sentences broken into lines.
final class Words {

  private Words() {}

  /// Lines of at most `width` characters, broken at spaces; a longer word gets a line of its own.
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}

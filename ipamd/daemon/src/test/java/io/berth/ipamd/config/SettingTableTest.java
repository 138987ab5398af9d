package io.berth.ipamd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The README's table of settings is the one that the code has. Compares its rows with [Setting];
/// when this fails, put the expected rows there.
class SettingTableTest {

  private static final String HEAD = "| variable | default | may be | meaning |";

  @Test
  void readme_listsEverySetting_asItIs() throws IOException {
    Path readme = Path.of(System.getProperty("basedir", ".")).resolve("../../README.md");
    List<String> lines = Files.readAllLines(readme);
    int head = lines.indexOf(HEAD);
    List<String> rows =
        head < 0
            ? List.of()
            : lines.subList(head + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();

    assertEquals(
        String.join("\n", Arrays.stream(Setting.values()).map(SettingTableTest::row).toList()),
        String.join("\n", rows));
  }

  private static String row(Setting setting) {
    String fallback = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return "| `"
        + setting.key()
        + "` | "
        + fallback
        + " | "
        + setting.legal()
        + " | "
        + setting.meaning()
        + " |";
  }
}

package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The scanner finds what Go's decoder would find and survives everything else. By example, then by
/// seeded mutation.
class CniVersionScannerTest {

  private static @Nullable String scan(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    byte[] version = CniVersionScanner.scan(bytes, 0, bytes.length);
    return version == null ? null : new String(version, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"cniVersion":"1.1.0"}                                              | 1.1.0
          \\t{ "name" : "n" , "cniVersion" : "0.4.0" }                        | 0.4.0
          {"CNIVERSION":"1.0.0","name":"n"}                                   | 1.0.0
          {"cniVersion":"0.4.0","cniversion":"1.0.0"}                         | 1.0.0
          {"cniVersion":"0.4.0","cniVersion":null}                            | 0.4.0
          {"cniVersion":"0.4.0","cniVersion":7}                               | 0.4.0
          {"\\u0063ni\\u0056ersion":"1.\\u0031.0"}                            | 1.1.0
          {"a":{"cniVersion":"9"},"cniVersion":"1.1.0"}                       | 1.1.0
          {"a":[{"cniVersion":"9"},[[]],"}"],"cniVersion":"1.1.0"}            | 1.1.0
          {"a":"\\"cniVersion\\":\\"9\\"","cniVersion":"1.1.0","z":true}      | 1.1.0
          {"a":-1.5e3,"b":false,"c":null,"cniVersion":"1.1.0"}                | 1.1.0
          {"cniVersion":"garbage"}                                            | garbage
          """)
  void scan_wholeObject_findsTheVersion(String json, String version) {
    assertEquals(version, scan(json.replace("\\t", "\t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}",
        "[]",
        "7",
        "\"cniVersion\"",
        "{\"cniVersion\"",
        "{\"cniVersion\":",
        "{\"cniVersion\":}",
        "{\"cniVersion\":\"1.1.0",
        "{\"cniVersion\":\"1.1.0\"",
        "{\"cniVersion\":\"1.1.0\",",
        "{\"cniVersion\":\"\"}",
        "{\"cniVersion\":null}",
        "{\"cniVersion\":{\"cniVersion\":\"1.1.0\"}}",
        "{\"a\":{\"cniVersion\":\"1.1.0\"}}",
        "{\"cniVersions\":\"1.1.0\"}",
        "{\"cniVersio\":\"1.1.0\"}",
        "{\"cniVersion\\u00\":\"1.1.0\"}",
        "{\"cniVersion\":\"a\\\"b\"}",
        "{\"cniVersion\":\"a\\nb\"}",
        "{\"cniVersion\":\"1.1.0 \"}",
        "{\"cniVersion\":\"\u00e9\"}",
        "{\"cniVersion\":\"123456789012345678901234567890123\"}",
        "{\"a\":],\"cniVersion\":\"1.1.0\"}",
        "\ufeff{\"cniVersion\":\"1.1.0\"}",
      })
  void scan_noVersionOrNoObject_findsNothing(String json) {
    assertNull(scan(json));
  }

  @Test
  void scan_partOfAnArray_looksAtNothingElse() {
    byte[] bytes = "xx{\"cniVersion\":\"1.1.0\"}yy".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        "1.1.0", new String(scanPart(bytes, 2, bytes.length - 2), StandardCharsets.US_ASCII));
    assertNull(CniVersionScanner.scan(bytes, 2, bytes.length - 3));
  }

  private static byte[] scanPart(byte[] bytes, int start, int end) {
    byte[] version = CniVersionScanner.scan(bytes, start, end);
    return version == null ? new byte[0] : version;
  }

  @Test
  void scan_deepNesting_needsNoStack() {
    int depth = 400_000;
    String json = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"cniVersion\":\"1.1.0\"}";
    assertEquals("1.1.0", scan(json));
  }

  @Test
  void scan_mutatedBytes_neverThrows() {
    Random random = new Random(7);
    String json =
        "{\"cniVersion\":\"1.1.0\",\"a\":[{\"b\":\"\\u0041\\\"\"},1,null],\"name\":\"podnet\"}";
    String alphabet = "{}[]\",:\\u09aZ \n\0é";
    int found = 0;
    for (int round = 0; round < 100_000; round++) {
      StringBuilder mutated = new StringBuilder(json);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        mutated.setCharAt(
            random.nextInt(mutated.length()), alphabet.charAt(random.nextInt(alphabet.length())));
      }
      mutated.setLength(random.nextInt(10) == 0 ? random.nextInt(json.length()) : json.length());
      if (scan(mutated.toString()) != null) {
        found++;
      }
    }
    assertTrue(found > 10_000 && found < 90_000, found + " found");
  }
}

package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is printed is always JSON, whatever bytes a variable or a path holds.
class ByteTextTest {

  private static String json(byte[] text) {
    return new String(new ByteText().jsonString(text).toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void jsonString_specialCharacters_areEscaped() {
    assertEquals(
        "\"a\\\"b\\\\c\\u000ad\\u0000 /é\"",
        json("a\"b\\c\nd\0 /é".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "c3a9, 'é'",
    "e282ac, '€'",
    "f09f9a80, '🚀'",
    "80, '\\ufffd'",
    "c3, '\\ufffd'",
    "c0af, '\\ufffd\\ufffd'",
    "c328, '\\ufffd('",
    "e08080, '\\ufffd\\ufffd\\ufffd'",
    "eda080, '\\ufffd\\ufffd\\ufffd'",
    "e282, '\\ufffd\\ufffd'",
    "f48fbfbf, '\udbff\udfff'",
    "f4908080, '\\ufffd\\ufffd\\ufffd\\ufffd'",
    "f5, '\\ufffd'",
    "ff, '\\ufffd'",
    "f09f9a, '\\ufffd\\ufffd\\ufffd'",
    "f0808080, '\\ufffd\\ufffd\\ufffd\\ufffd'"
  })
  void jsonString_malformedUtf8_isReplaced(String hex, String expected) {
    assertEquals("\"" + expected + "\"", json(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 60, 1048576, Long.MAX_VALUE})
  void number_anySize_isDecimal(long value) {
    assertEquals(
        Long.toString(value),
        new String(new ByteText().number(value).toBytes(), StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 0x0123456789abcdefL})
  void hex_anyValue_hasSixteenDigits(long value) {
    assertEquals(
        HexFormat.of().toHexDigits(value),
        new String(new ByteText().hex(value).toBytes(), StandardCharsets.US_ASCII));
  }

  @Test
  void append_beyondTheFirstArray_grows() {
    ByteText text = new ByteText();
    for (int i = 0; i < 1000; i++) {
      text.ascii("abc").raw(new byte[] {'d'});
    }
    assertEquals("abcd".repeat(1000), new String(text.toBytes(), StandardCharsets.US_ASCII));
  }
}

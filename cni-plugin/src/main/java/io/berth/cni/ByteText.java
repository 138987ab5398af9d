package io.berth.cni;

import java.util.Arrays;

/// Text under construction, as UTF-8 bytes. Not thread-safe.
final class ByteText {

  private byte[] bytes = new byte[256];
  private int size;

  /// Appends text that is known to be ASCII.
  ByteText ascii(String text) {
    int length = text.length();
    makeRoom(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
    return this;
  }

  /// Appends bytes as they are.
  ByteText raw(byte[] text) {
    makeRoom(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
    return this;
  }

  /// Appends a decimal number that is not negative.
  ByteText number(long value) {
    long power = 1;
    while (value / power >= 10) {
      power *= 10;
    }
    makeRoom(20);
    while (power > 0) {
      bytes[size++] = (byte) ('0' + value / power % 10);
      power /= 10;
    }
    return this;
  }

  /// Appends a number as 16 hexadecimal digits.
  ByteText hex(long value) {
    makeRoom(16);
    for (int shift = 60; shift >= 0; shift -= 4) {
      bytes[size++] = hexDigit((int) (value >>> shift) & 15);
    }
    return this;
  }

  /// Appends text as a JSON string, in quotes. What is not UTF-8 becomes U+FFFD, so that the result
  /// always parses.
  ByteText jsonString(byte[] text) {
    makeRoom(2 + 6 * text.length);
    bytes[size++] = '"';
    int i = 0;
    while (i < text.length) {
      int unit = text[i] & 0xff;
      int length = Utf8.sequenceLength(text, i);
      if (length == 0) {
        escape(0xfffd);
        i++;
      } else if (unit == '"' || unit == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = (byte) unit;
        i++;
      } else if (unit < 0x20) {
        escape(unit);
        i++;
      } else {
        System.arraycopy(text, i, bytes, size, length);
        size += length;
        i += length;
      }
    }
    bytes[size++] = '"';
    return this;
  }

  private void escape(int unit) {
    bytes[size++] = '\\';
    bytes[size++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[size++] = hexDigit((unit >>> shift) & 15);
    }
  }

  private static byte hexDigit(int value) {
    return (byte) (value < 10 ? '0' + value : 'a' + value - 10);
  }

  private void makeRoom(int count) {
    if (count > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
    }
  }

  /// What has been appended, as new bytes.
  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Whether `bytes` are this ASCII text.
  static boolean same(byte[] bytes, String text) {
    if (bytes.length != text.length()) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// ASCII text as bytes.
  static byte[] of(String text) {
    return new ByteText().ascii(text).toBytes();
  }
}

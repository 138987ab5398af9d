package io.berth.cni;

/// The shape of UTF-8.
final class Utf8 {

  private Utf8() {}

  /// Length of the well-formed sequence at `index`, 1 to 4; 0 when there is none (RFC 3629, section
  /// 4).
  static int sequenceLength(byte[] text, int index) {
    int first = text[index] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || length > text.length - index) {
      return 0;
    }
    int second = text[index + 1] & 0xff;
    int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((text[index + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}

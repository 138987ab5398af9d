package io.berth.ipam.journal;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Reads the fields of [JournalCodec]'s grammar from one record.
///
/// Every method throws [IllegalArgumentException] when the field does not fit; the codec turns that
/// into damage. It never reads outside its range.
final class RecordReader {

  private final byte[] bytes;
  private final int end;
  private int position;

  RecordReader(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.position = from;
    this.end = from + length;
  }

  int u8() {
    return bytes[take(1)] & 0xff;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  int u32() {
    return u16() << 16 | u16();
  }

  long i64() {
    return (long) u32() << 32 | (u32() & 0xffffffffL);
  }

  boolean bool() {
    int value = u8();
    if (value > 1) {
      throw new IllegalArgumentException("a flag is 0 or 1, not " + value);
    }
    return value == 1;
  }

  String text() {
    int length = u16();
    return new String(bytes, take(length), length, StandardCharsets.UTF_8);
  }

  IpAddress address() {
    return IpAddress.ofBytes(raw(u8()));
  }

  Cidr cidr() {
    return new Cidr(address(), u8());
  }

  MacAddress mac() {
    return MacAddress.ofBytes(raw(6));
  }

  <T> List<T> list(Supplier<T> read) {
    int count = u16();
    List<T> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(read.get());
    }
    return items;
  }

  void expectEnd() {
    if (position != end) {
      throw new IllegalArgumentException((end - position) + " bytes too many");
    }
  }

  private byte[] raw(int length) {
    int from = take(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, from, copy, 0, length);
    return copy;
  }

  private int take(int length) {
    if (length > end - position) {
      throw new IllegalArgumentException((length - (end - position)) + " bytes are missing");
    }
    int from = position;
    position += length;
    return from;
  }
}

package io.berth.ipam.journal;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Writes the fields of [JournalCodec]'s grammar. A field that does not fit its length marks the
/// writer as overflown instead of throwing; the record is then refused as a whole.
final class RecordWriter {

  private static final int U16_MAX = 0xffff;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
  private boolean overflown;

  RecordWriter u8(int value) {
    bytes.write(value);
    return this;
  }

  RecordWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  RecordWriter u32(int value) {
    return u16(value >>> 16).u16(value);
  }

  RecordWriter i64(long value) {
    return u32((int) (value >>> 32)).u32((int) value);
  }

  RecordWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  RecordWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > U16_MAX) {
      overflown = true;
      return this;
    }
    u16(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  RecordWriter address(IpAddress address) {
    byte[] raw = address.toBytes();
    u8(raw.length);
    bytes.writeBytes(raw);
    return this;
  }

  RecordWriter cidr(Cidr cidr) {
    return address(cidr.network()).u8(cidr.prefixLength());
  }

  RecordWriter mac(MacAddress mac) {
    bytes.writeBytes(mac.toBytes());
    return this;
  }

  <T> RecordWriter list(List<T> items, Consumer<T> write) {
    if (items.size() > U16_MAX) {
      overflown = true;
      return this;
    }
    u16(items.size());
    items.forEach(write);
    return this;
  }

  boolean isOverflown() {
    return overflown;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}

package io.berth.ipam.journal;

import io.berth.ipam.journal.JournalReading.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The journal's format. Pure functions; numbers are big-endian.
///
/// ```
/// journal   = header *record
/// header    = magic version size headbody crc      ; crc over magic, version, size, headbody
/// magic     = "BRTHJRNL"                           ; 8 bytes of ASCII
/// version   = u16                                  ; this is 1; the frame of the header never changes
/// size      = u16                                  ; bytes of headbody
/// headbody  = bootid instanceid                    ; two texts
/// record    = length crc body                      ; crc over length and body
/// length    = u32                                  ; bytes of body, 1 to 65536
/// crc       = u32                                  ; CRC32C (RFC 3720, appendix B.4)
/// body      = %d1 lease                            ; leased
///           / %d2 key address                      ; released
///           / %d3 address i64                      ; clean, cooling until (boot clock, ms)
///           / %d4 identity                         ; who the node is
///           / %d5 eni                              ; an ENI as last learnt
///           / %d6 text                             ; id of an ENI that has gone
///           / %d7 text                             ; a client token
///           / %d8 eni cidrs                        ; an ENI that has prefixes (/28)
///           / %d9 text u16 u16 u8 u16 counts       ; limits: type, ENIs, addresses of an ENI,
///                                                  ; hypervisor, default card, ENIs by card
///           / %d10                                 ; damaged: records may be missing
///           / %d11 i64                             ; recovered: they were looked for; doubt until
/// lease     = key address text text text text i64  ; ENI, namespace, pod, host link, wall clock ms
/// key       = text text text                       ; network, container, interface
/// identity  = text text text text text cidrs text mac address groups text
///                                                  ; instance, type, region, zone, VPC, its blocks,
///                                                  ; primary ENI, its MAC, address, groups, subnet
/// eni       = text text mac u16 u16 text cidr address addresses flag
///                                                  ; id, attachment, MAC, device, card, subnet, its
///                                                  ; block, primary, secondaries, managed
/// cidrs     = u16 *cidr                            ; a count and as many items; likewise
/// addresses = u16 *address
/// groups    = u16 *text
/// counts    = u16 *u16
/// cidr      = address u8                           ; network and prefix length
/// address   = u8 *octet                            ; 4 or 16, and as many octets
/// text      = u16 *octet                           ; length in bytes, and UTF-8
/// mac       = 6octet
/// flag      = %d0 / %d1
/// ```
///
/// Reading goes on behind damage, at the next record whose checksum fits. Nothing inside a record
/// is mistaken for one: a record begins with a zero byte or two, which no name contains, and its
/// checksum covers its length.
public final class JournalCodec {

  /// The version that is written, and the highest that is read.
  public static final int VERSION = 1;

  /// Bytes of a record's body at most. The largest event is an ENI; with 100 IPv6 addresses it has
  /// 2 KB, and CNI caps no name it passes, so the bound leaves room without letting one damaged
  /// length claim the file.
  public static final int MAX_BODY_BYTES = 65_536;

  private static final byte[] MAGIC = "BRTHJRNL".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_PREFIX_BYTES = MAGIC.length + 4;
  private static final int CRC_BYTES = 4;
  private static final int RECORD_PREFIX_BYTES = 8;

  private JournalCodec() {}

  /// The bytes of a header.
  ///
  /// @throws IllegalArgumentException when the ids do not fit 65,535 bytes
  public static byte[] encodeHeader(JournalHeader header) {
    byte[] body = new RecordWriter().text(header.bootId()).text(header.instanceId()).toBytes();
    if (body.length > 0xffff) {
      throw new IllegalArgumentException("boot id and instance id are too long for a header");
    }
    RecordWriter out = new RecordWriter();
    for (byte b : MAGIC) {
      out.u8(b);
    }
    out.u16(VERSION).u16(body.length);
    for (byte b : body) {
      out.u8(b);
    }
    byte[] withoutCrc = out.toBytes();
    return out.u32(crc(withoutCrc, 0, withoutCrc.length)).toBytes();
  }

  /// The bytes of one event's record, or `null` when it is larger than a record may be.
  public static byte @Nullable [] encode(JournalEvent event) {
    RecordWriter out = new RecordWriter();
    out.u32(0).u32(0);
    EventFields.write(out, event);
    byte[] record = out.toBytes();
    int length = record.length - RECORD_PREFIX_BYTES;
    if (out.isOverflown() || length > MAX_BODY_BYTES) {
      return null;
    }
    putU32(record, 0, length);
    putU32(record, 4, recordCrc(record, 0, length));
    return record;
  }

  /// Reads a whole journal. Never throws for any bytes, and yields only events whose checksum fits.
  public static JournalReading decode(byte[] file) {
    if (file.length == 0) {
      return new JournalReading.Empty();
    }
    int headerBytes = headerBytes(file);
    if (headerBytes < 0) {
      return new JournalReading.Unreadable(
          "the header is damaged or this is no journal (" + file.length + " bytes)");
    }
    int version = u16(file, MAGIC.length);
    if (version > VERSION) {
      return new JournalReading.Future(version);
    }
    JournalHeader header = header(file, headerBytes);
    if (header == null || version < 1) {
      return new JournalReading.Unreadable("the header's checksum fits, but not its content");
    }
    return records(file, headerBytes, header);
  }

  private static JournalReading records(byte[] file, int from, JournalHeader header) {
    List<JournalEvent> events = new ArrayList<>();
    DamageSearch damages = new DamageSearch(file);
    int at = from;
    while (at < file.length) {
      int length = bodyLength(file, at);
      if (length > 0) {
        JournalEvent event = eventAt(file, at, length);
        if (event == null) {
          damages.unknownRecord(at, RECORD_PREFIX_BYTES + length);
        } else {
          events.add(event);
        }
        at += RECORD_PREFIX_BYTES + length;
        continue;
      }
      int next = damages.nextRecord(at + 1);
      if (next < 0) {
        return ending(file, at, header, events, damages);
      }
      damages.damaged(at, next);
      at = next;
    }
    return new JournalReading.Decoded(header, events, at, damages.found(), new Ending.Whole());
  }

  /// A writer that died leaves a beginning of a record and nothing behind it. Anything else is
  /// damage; also a whole record that only claims to be longer.
  private static JournalReading ending(
      byte[] file, int at, JournalHeader header, List<JournalEvent> events, DamageSearch damages) {
    int left = file.length - at;
    boolean incomplete =
        left < RECORD_PREFIX_BYTES
            || (isLength(u32(file, at)) && u32(file, at) > left - RECORD_PREFIX_BYTES);
    int wholeLength = left - RECORD_PREFIX_BYTES;
    boolean wrongLength =
        incomplete
            && isLength(wholeLength)
            && u32(file, at + 4) == recordCrc(withLength(file, at, wholeLength), 0, wholeLength);
    if (incomplete && !wrongLength) {
      return new JournalReading.Decoded(header, events, at, damages.found(), new Ending.Torn(left));
    }
    damages.damaged(at, file.length);
    return new JournalReading.Decoded(header, events, at, damages.found(), new Ending.Whole());
  }

  private static byte[] withLength(byte[] file, int at, int length) {
    byte[] record = Arrays.copyOfRange(file, at, at + RECORD_PREFIX_BYTES + length);
    putU32(record, 0, length);
    return record;
  }

  /// Bytes of the body of a record whose checksum fits, or -1 when there is none at this offset.
  static int bodyLength(byte[] file, int at) {
    int length = claimedLength(file, at);
    return length > 0 && u32(file, at + 4) == recordCrc(file, at, length) ? length : -1;
  }

  /// Bytes of a body that may begin here, or -1 when no record of the file can.
  static int claimedLength(byte[] file, int at) {
    if (file.length - at < RECORD_PREFIX_BYTES) {
      return -1;
    }
    int length = u32(file, at);
    return isLength(length) && length <= file.length - at - RECORD_PREFIX_BYTES ? length : -1;
  }

  private static @Nullable JournalEvent eventAt(byte[] file, int at, int length) {
    try {
      RecordReader in = new RecordReader(file, at + RECORD_PREFIX_BYTES, length);
      JournalEvent event = EventFields.read(in);
      in.expectEnd();
      return event;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isLength(int length) {
    return length >= 1 && length <= MAX_BODY_BYTES;
  }

  /// Length of a header whose magic and checksum fit, or -1.
  private static int headerBytes(byte[] file) {
    if (file.length < HEADER_PREFIX_BYTES + CRC_BYTES) {
      return -1;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (file[i] != MAGIC[i]) {
        return -1;
      }
    }
    int crcAt = HEADER_PREFIX_BYTES + u16(file, MAGIC.length + 2);
    if (crcAt + CRC_BYTES > file.length || u32(file, crcAt) != crc(file, 0, crcAt)) {
      return -1;
    }
    return crcAt + CRC_BYTES;
  }

  private static @Nullable JournalHeader header(byte[] file, int headerBytes) {
    try {
      RecordReader in =
          new RecordReader(
              file, HEADER_PREFIX_BYTES, headerBytes - HEADER_PREFIX_BYTES - CRC_BYTES);
      JournalHeader header = new JournalHeader(in.text(), in.text());
      in.expectEnd();
      return header;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int recordCrc(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, 4);
    crc.update(bytes, at + RECORD_PREFIX_BYTES, length);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static int u32(byte[] bytes, int at) {
    return u16(bytes, at) << 16 | u16(bytes, at + 2);
  }

  private static void putU32(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (3 - i)));
    }
  }
}

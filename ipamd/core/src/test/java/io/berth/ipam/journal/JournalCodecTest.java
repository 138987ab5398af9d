package io.berth.ipam.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.berth.ipam.journal.JournalReading.Ending;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.Portions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// The format is what the grammar says, byte by byte, so that another version can read it. Compares
/// with bytes written out by hand and reads back what was written.
class JournalCodecTest {

  private static final JournalHeader HEADER = new JournalHeader("boot-1", "i-0a");

  @Test
  void header_encoded_hasTheBytesOfTheGrammar() {
    String body = "0006" + ascii("boot-1") + "0004" + ascii("i-0a");
    String covered = ascii("BRTHJRNL") + "0001" + "000e" + body;

    assertEquals(
        covered + crc(covered), HexFormat.of().formatHex(JournalCodec.encodeHeader(HEADER)));
  }

  @Test
  void leased_encoded_hasTheBytesOfTheGrammar() {
    String body =
        "01"
            + ("0007" + ascii("aws-cni"))
            + ("0002" + ascii("c1"))
            + ("0004" + ascii("eth0"))
            + "04"
            + "0a000265"
            + ("0006" + ascii("eni-0b"))
            + ("0007" + ascii("default"))
            + ("0005" + ascii("web-1"))
            + ("000e" + ascii("eni00000000001"))
            + "0000018bcfe56801";

    assertRecord(body, new JournalEvent.Leased(JournalSamples.lease(1)));
  }

  @Test
  void smallEvents_encoded_haveTheBytesOfTheGrammar() {
    String key = "0007" + ascii("aws-cni") + "0002" + ascii("c1") + "0004" + ascii("eth0");

    assertRecord(
        "02" + key + "04" + "0a000265",
        new JournalEvent.Released(JournalSamples.key(1), JournalSamples.address(1)));
    assertRecord(
        "03" + "04" + "0a000265" + "0000000000007530",
        new JournalEvent.Clean(JournalSamples.address(1), 30_000));
    assertRecord("06" + "0006" + ascii("eni-0c"), new JournalEvent.EniGone(new EniId("eni-0c")));
    assertRecord("07" + "0003" + ascii("t-1"), new JournalEvent.TokenUsed("t-1"));
    assertRecord("0a", new JournalEvent.Damaged());
    assertRecord("0b" + "0000000000007530", new JournalEvent.Recovered(30_000));
  }

  @Test
  void topology_encoded_hasTheBytesOfTheGrammar() {
    assertRecord(
        "04"
            + ("0004" + ascii("i-0a"))
            + ("0008" + ascii("m5.large"))
            + ("000c" + ascii("eu-central-1"))
            + ("000d" + ascii("eu-central-1a"))
            + ("0006" + ascii("vpc-0a"))
            + "0002"
            + ("04" + "0a000000" + "10")
            + ("04" + "64400000" + "10")
            + ("0006" + ascii("eni-0a"))
            + "02000000000a"
            + ("04" + "0a00010a")
            + "0002"
            + ("0005" + ascii("sg-0a"))
            + ("0005" + ascii("sg-0b"))
            + ("0009" + ascii("subnet-0a")),
        new JournalEvent.Identified(JournalSamples.IDENTITY));
    assertRecord(
        "05"
            + ("0006" + ascii("eni-0b"))
            + ("000c" + ascii("eni-attach-1"))
            + "02000000000b"
            + "0001"
            + "0000"
            + ("0009" + ascii("subnet-0a"))
            + ("04" + "0a000200" + "18")
            + ("04" + "0a00020a")
            + ("0001" + "04" + "0a000265")
            + "01",
        new JournalEvent.EniKnown(
            JournalSamples.eni("eni-0b", 1, List.of(JournalSamples.address(1)))));
  }

  @Test
  void life_encodedAndDecoded_isTheSame() {
    byte[] file = file(HEADER, JournalSamples.life());

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(file));

    assertEquals(HEADER, read.header());
    assertEquals(JournalSamples.life(), read.events());
    assertEquals(file.length, read.readBytes());
    assertInstanceOf(Ending.Whole.class, read.ending());
  }

  @Test
  void nothing_decoded_isEmpty() {
    assertInstanceOf(JournalReading.Empty.class, JournalCodec.decode(new byte[0]));
  }

  @Test
  void laterVersion_decoded_isFutureAndNotGuessed() {
    String covered = ascii("BRTHJRNL") + "0002" + "0003" + "abcdef";
    byte[] file = HexFormat.of().parseHex(covered + crc(covered) + "00112233");

    JournalReading.Future future =
        assertInstanceOf(JournalReading.Future.class, JournalCodec.decode(file));

    assertEquals(2, future.version());
  }

  @Test
  void unknownKindOfRecord_decoded_isDamage() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(JournalCodec.encodeHeader(HEADER));
    file.writeBytes(HexFormat.of().parseHex(record("63" + "0000")));

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(file.toByteArray()));

    assertEquals(List.of(), read.events());
    assertEquals(1, read.damages().size());
  }

  @Test
  void eniWithPrefixes_hasAKindOfItsOwn_soThatOthersStayReadableWithoutIt() {
    Eni plain = JournalSamples.eni("eni-0b", 1, List.of(JournalSamples.address(1)));
    Eni mixed =
        plain.withPortions(new Portions(plain.secondaries(), List.of(Cidr.parse("10.0.2.128/28"))));

    assertEquals(5, kindOf(new JournalEvent.EniKnown(plain)));
    assertEquals(8, kindOf(new JournalEvent.EniKnown(mixed)));
  }

  private static int kindOf(JournalEvent event) {
    byte[] record = JournalCodec.encode(event);
    assertNotNull(record);
    return record[8];
  }

  @Test
  void oversizedEvent_encoded_isRefused() {
    assertNull(JournalCodec.encode(new JournalEvent.TokenUsed("t".repeat(70_000))));
    assertNull(
        JournalCodec.encode(
            new JournalEvent.EniKnown(
                JournalSamples.eni("e".repeat(40_000), 1, List.of())
                    .withPortions(
                        Portions.ofSingles(
                            Collections.nCopies(6_000, JournalSamples.address(1)))))));
  }

  static byte[] file(JournalHeader header, List<JournalEvent> events) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(JournalCodec.encodeHeader(header));
    for (JournalEvent event : events) {
      byte[] record = JournalCodec.encode(event);
      assertNotNull(record);
      file.writeBytes(record);
    }
    return file.toByteArray();
  }

  /// Makes the checksum of the last record fit its bytes.
  static void sealRecord(byte[] file, int at) {
    CRC32C crc = new CRC32C();
    crc.update(file, at, 4);
    crc.update(file, at + 8, file.length - at - 8);
    ByteBuffer.wrap(file).putInt(at + 4, (int) crc.getValue());
  }

  private static void assertRecord(String bodyHex, JournalEvent event) {
    byte[] encoded = JournalCodec.encode(event);
    assertNotNull(encoded);
    assertArrayEquals(HexFormat.of().parseHex(record(bodyHex)), encoded);
  }

  private static String record(String bodyHex) {
    String length = HexFormat.of().toHexDigits(bodyHex.length() / 2);
    return length + crc(length + bodyHex) + bodyHex;
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String crc(String hex) {
    CRC32C crc = new CRC32C();
    crc.update(HexFormat.of().parseHex(hex));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}

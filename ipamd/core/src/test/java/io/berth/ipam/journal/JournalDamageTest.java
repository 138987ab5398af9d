package io.berth.ipam.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalReading.Damage;
import io.berth.ipam.journal.JournalReading.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A journal that was cut or changed never throws and never yields an event that was not written.
/// Tries every length and every single flipped bit of a small journal.
class JournalDamageTest {

  private static final JournalHeader HEADER = new JournalHeader("boot-1", "i-0a");
  private static final List<JournalEvent> EVENTS = JournalSamples.life();
  private static final byte[] FILE = JournalCodecTest.file(HEADER, EVENTS);
  private static final int HEADER_BYTES = JournalCodec.encodeHeader(HEADER).length;

  @Test
  void everyTruncation_decoded_yieldsTheWholeRecordsBeforeTheCut() {
    for (int length = 1; length < FILE.length; length++) {
      JournalReading reading = JournalCodec.decode(Arrays.copyOf(FILE, length));
      if (length < HEADER_BYTES) {
        assertInstanceOf(JournalReading.Unreadable.class, reading, "cut at " + length);
        continue;
      }
      JournalReading.Decoded read = assertInstanceOf(JournalReading.Decoded.class, reading);
      int complete = completeBefore(length);
      assertEquals(EVENTS.subList(0, complete), read.events(), "cut at " + length);
      assertEquals(List.of(), read.damages(), "cut at " + length);
      switch (read.ending()) {
        case Ending.Whole() -> assertEquals(length, read.readBytes());
        case Ending.Torn(long cutBytes) -> assertEquals(length, read.readBytes() + cutBytes);
      }
    }
  }

  @Test
  void everyFlippedBit_decoded_losesItsRecordOnly_andTellsWhere() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] changed = FILE.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      JournalReading reading = JournalCodec.decode(changed);
      if (bit / 8 < HEADER_BYTES) {
        assertInstanceOf(JournalReading.Unreadable.class, reading, "bit " + bit);
        continue;
      }
      JournalReading.Decoded read = assertInstanceOf(JournalReading.Decoded.class, reading);
      int hit = completeBefore(bit / 8);
      assertEquals(without(hit), read.events(), "bit " + bit);
      assertEquals(new Ending.Whole(), read.ending(), "bit " + bit);
      assertEquals(
          List.of(new Damage(endOf(hit), endOf(hit + 1) - endOf(hit), "are damaged")),
          read.damages(),
          "bit " + bit);
    }
  }

  @Test
  void severalDamages_decoded_areToldOneByOne() {
    byte[] changed = FILE.clone();
    changed[endOf(2) + 9] ^= 1;
    changed[endOf(6) + 9] ^= 1;
    changed[endOf(7) + 2] ^= 1;

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(changed));

    assertEquals(EVENTS.size() - 3, read.events().size());
    assertEquals(
        List.of(
            new Damage(endOf(2), endOf(3) - endOf(2), "are damaged"),
            new Damage(endOf(6), endOf(8) - endOf(6), "are damaged")),
        read.damages());
  }

  @Test
  void damageBeforeATornEnd_decoded_isToldBesideIt() {
    byte[] changed = Arrays.copyOf(FILE, FILE.length - 3);
    changed[endOf(2) + 9] ^= 1;

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(changed));

    assertEquals(1, read.damages().size());
    assertInstanceOf(Ending.Torn.class, read.ending());
    assertEquals(EVENTS.size() - 2, read.events().size());
  }

  @Test
  void recordOfAnUnknownKind_decoded_isLeftOutAlone() {
    byte[] changed = FILE.clone();
    int at = endOf(EVENTS.size() - 1);
    changed[at + 8] = (byte) 200;
    JournalCodecTest.sealRecord(changed, at);

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(changed));

    assertEquals(EVENTS.subList(0, EVENTS.size() - 1), read.events());
    assertEquals(
        List.of(new Damage(at, FILE.length - at, "are a record of an unknown kind")),
        read.damages());
  }

  @Test
  void zerosBehindTheLastRecord_decoded_areDamageAndNoEvents() {
    JournalReading.Decoded read =
        assertInstanceOf(
            JournalReading.Decoded.class,
            JournalCodec.decode(Arrays.copyOf(FILE, FILE.length + 4096)));

    assertEquals(EVENTS, read.events());
    assertEquals(List.of(new Damage(FILE.length, 4096, "are damaged")), read.damages());
  }

  /// Every fourth offset claims a record of 32 KB: a checksum at each would read 10 GB.
  @Test
  void fileThatClaimsARecordEverywhere_decoded_endsAfterBoundedWork() {
    byte[] hostile = Arrays.copyOf(FILE, 1_300_000);
    for (int at = FILE.length; at + 4 <= hostile.length; at += 4) {
      hostile[at + 2] = (byte) 0x7f;
      hostile[at + 3] = 0;
    }
    DamageSearch search = new DamageSearch(hostile);

    assertEquals(-1, search.nextRecord(FILE.length));

    assertTrue(search.checkedBytes() <= 64L * hostile.length, "checked " + search.checkedBytes());
    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(hostile));
    assertEquals(EVENTS, read.events());
    assertEquals(
        List.of(new Damage(FILE.length, hostile.length - FILE.length, "are damaged")),
        read.damages());
  }

  @Test
  void fileOfManyDamages_decoded_tellsABoundedNumber() {
    byte[] record = Objects.requireNonNull(JournalCodec.encode(new JournalEvent.TokenUsed("t")));
    byte[] file = Arrays.copyOf(FILE, FILE.length + 2_000 * (record.length + 1));
    for (int i = 0; i < 2_000; i++) {
      System.arraycopy(record, 0, file, FILE.length + i * (record.length + 1) + 1, record.length);
    }

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(file));

    assertEquals(DamageSearch.MAX_DAMAGES, read.damages().size());
  }

  private static List<JournalEvent> without(int index) {
    List<JournalEvent> events = new ArrayList<>(EVENTS);
    events.remove(index);
    return events;
  }

  /// How many events lie wholly in the first `length` bytes.
  private static int completeBefore(int length) {
    int count = 0;
    while (count < EVENTS.size() && endOf(count + 1) <= length) {
      count++;
    }
    return count;
  }

  private static int endOf(int events) {
    return JournalCodecTest.file(HEADER, EVENTS.subList(0, events)).length;
  }
}

package io.berth.ipam.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalReading.Ending;
import java.util.Arrays;
import java.util.List;
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
      switch (read.ending()) {
        case Ending.Whole() -> assertEquals(length, read.validBytes());
        case Ending.Torn(long cutBytes) -> assertEquals(length, read.validBytes() + cutBytes);
        case Ending.Damaged damaged -> throw new AssertionError("cut at " + length + damaged);
      }
    }
  }

  @Test
  void everyFlippedBit_decoded_yieldsAPrefixThatEndsBeforeIt() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] changed = FILE.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      JournalReading reading = JournalCodec.decode(changed);
      if (bit / 8 < HEADER_BYTES) {
        assertInstanceOf(JournalReading.Unreadable.class, reading, "bit " + bit);
        continue;
      }
      JournalReading.Decoded read = assertInstanceOf(JournalReading.Decoded.class, reading);
      int intact = completeBefore(bit / 8);
      assertEquals(EVENTS.subList(0, intact), read.events(), "bit " + bit);
      boolean last = intact == EVENTS.size() - 1;
      assertTrue(
          read.ending() instanceof Ending.Damaged || (last && read.ending() instanceof Ending.Torn),
          "bit " + bit + ": " + read.ending());
    }
  }

  @Test
  void damagedMiddle_decoded_namesTheOffsetAndWhatFollows() {
    byte[] changed = FILE.clone();
    int second = endOf(1);
    changed[second + 9] ^= 1;

    JournalReading.Decoded read =
        assertInstanceOf(JournalReading.Decoded.class, JournalCodec.decode(changed));
    Ending.Damaged damaged = assertInstanceOf(Ending.Damaged.class, read.ending());

    assertEquals(
        "the record at byte " + second + " is damaged; good records follow from byte " + endOf(2),
        damaged.why());
    assertEquals(FILE.length - second, damaged.bytesBehind());
  }

  @Test
  void zerosBehindTheLastRecord_decoded_areDamageAndNoEvents() {
    JournalReading.Decoded read =
        assertInstanceOf(
            JournalReading.Decoded.class,
            JournalCodec.decode(Arrays.copyOf(FILE, FILE.length + 4096)));

    assertEquals(EVENTS, read.events());
    Ending.Damaged damaged = assertInstanceOf(Ending.Damaged.class, read.ending());
    assertEquals(
        "the record at byte " + FILE.length + " is damaged; nothing readable follows",
        damaged.why());
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

package io.berth.ipamd.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is done to a journal, the daemon starts on it without EC2, no pod loses its address, no
/// address is given twice, and none before its cooling has ended. Damages the journal of 500 pods
/// in many places, starts a daemon on it, and claims all it can get: at once, as soon as an address
/// could be free too early, long after, and when EC2 has answered.
class DamagedJournalTest {

  private static final long SEED = 20_261_125;
  private static final int POSITIONS = 1_000;
  private static final int PAGE_BYTES = 4_096;
  private static final byte[] WHOLE = whole();

  @Test
  void nothingDamaged_startsWithAllLeases() {
    DamagedNode node = start("nothing", WHOLE);

    node.check();
    assertTrue(node.notes().contains("journal /run/berth/journal holds 500 leases"));
  }

  @Test
  void oneBitFlipped_atAThousandPositions_neitherDoublesNorLosesALease() {
    Random random = new Random(SEED);
    for (int i = 0; i < POSITIONS; i++) {
      int bit = random.nextInt(8);
      int at = random.nextInt(WHOLE.length);
      byte[] flipped = WHOLE.clone();
      flipped[at] ^= (byte) (1 << bit);
      String when = "bit " + bit + " of byte " + at + " flipped";
      DamagedNode node = start(when, flipped);

      assertTrue(
          node.notes().stream().anyMatch(note -> note.contains(" is damaged: ")),
          () -> when + ": " + node.notes());
      node.check();
    }
  }

  @Test
  void severalBitsFlipped_neitherDoubleNorLoseALease() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      byte[] flipped = WHOLE.clone();
      for (int hit = 0; hit < 40; hit++) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      start("40 bits flipped, round " + i, flipped).check();
    }
  }

  @Test
  void pageOfZeros_anywhere_neitherDoublesNorLosesALease() {
    for (int from = 0; from + PAGE_BYTES < WHOLE.length; from += PAGE_BYTES) {
      byte[] zeroed = WHOLE.clone();
      Arrays.fill(zeroed, from, from + PAGE_BYTES, (byte) 0);
      start("page at " + from + " zeroed", zeroed).check();
    }
  }

  @Test
  void bytesCutOut_neitherDoubleNorLoseALease() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(WHOLE.length - 10);
      int count = 1 + random.nextInt(Math.min(3_000, WHOLE.length - from - 8));
      byte[] cut = new byte[WHOLE.length - count];
      System.arraycopy(WHOLE, 0, cut, 0, from);
      System.arraycopy(WHOLE, from + count, cut, from, cut.length - from);
      // Whole records may be cut out: nothing tells it, and then their links are taken for those of
      // ADDs that were never answered.
      start(count + " bytes cut out at " + from, cut).checkWithoutAWordOfDamage();
    }
  }

  @Test
  void endCutOff_neverGivesAnAddressTwice() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      int length = random.nextInt(WHOLE.length);
      start("cut off at " + length, Arrays.copyOf(WHOLE, length)).checkWithoutAWordOfDamage();
    }
  }

  @Test
  void blocksWrittenTwice_neitherDoubleNorLoseALease() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(WHOLE.length - PAGE_BYTES);
      int to = from + PAGE_BYTES + random.nextInt(WHOLE.length - from - PAGE_BYTES + 1);
      byte[] twice = new byte[WHOLE.length + PAGE_BYTES];
      System.arraycopy(WHOLE, 0, twice, 0, to);
      System.arraycopy(WHOLE, from, twice, to, PAGE_BYTES);
      System.arraycopy(WHOLE, to, twice, to + PAGE_BYTES, WHOLE.length - to);
      start("block of " + from + " repeated at " + to, twice).check();
    }
  }

  private static DamagedNode start(String when, byte[] journal) {
    MemoryStorage storage = new MemoryStorage();
    storage.files.put(Opened.PATH, journal);
    return new DamagedNode(when, storage);
  }

  private static byte[] whole() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(JournalCodec.encodeHeader(Opened.HEADER));
    for (JournalEvent event : DamagedNode.history()) {
      file.writeBytes(Objects.requireNonNull(JournalCodec.encode(event)));
    }
    return file.toByteArray();
  }
}

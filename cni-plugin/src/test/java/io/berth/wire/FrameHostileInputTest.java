package io.berth.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes that no honest peer sends give a named failure and never an exception. By example for each
/// failure, then by seeded mutation of good frames.
class FrameHostileInputTest {

  static Stream<Arguments> hostileFrames() {
    return Stream.of(
        Arguments.of("", "header is cut short: it needs 16 bytes, 0 are there"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 000000",
            "header is cut short: it needs 16 bytes, 15 are there"),
        Arguments.of(
            "47455420 2f20485454502f31 2e310d0a",
            "not a Berth frame: it begins with 0x47455420, expected 0x42525448"),
        Arguments.of(
            "42525448 02 01 00 00 00000000 00000000",
            "wire version 2 is not spoken here (spoken: 1 to 1): upgrade the older of executable and"
                + " daemon"),
        Arguments.of(
            "42525448 00 01 00 00 00000000 00000000",
            "wire version 0 is not spoken here (spoken: 1 to 1): upgrade the older of executable and"
                + " daemon"),
        Arguments.of("42525448 01 00 00 00 00000000 00000000", "unexpected kind of frame: 0"),
        Arguments.of("42525448 01 ff 00 00 00000000 00000000", "unexpected kind of frame: 255"),
        Arguments.of(
            "42525448 01 01 01 00 00000000 00000000",
            "frame announces 1 descriptors, allowed are 0, and 2 with a CNI request over a socket"),
        Arguments.of(
            "42525448 01 02 02 00 00000000 00000000",
            "frame announces 2 descriptors, allowed are 0, and 2 with a CNI request over a socket"),
        Arguments.of(
            "42525448 01 01 02 00 00000000 00000000",
            "frame announces 2 descriptors, allowed are 0, and 2 with a CNI request over a socket"),
        Arguments.of(
            "42525448 01 01 00 80 00000000 00000000",
            "reserved byte of the header is 128, must be 0"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00100001",
            "payload of 1048577 bytes exceeds the limit of 1048576"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 ffffffff",
            "payload of 4294967295 bytes exceeds the limit of 1048576"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000006",
            "payload is cut short: it needs 6 bytes, 0 are there"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000000 00", "1 bytes follow the end of the frame"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000005 0001000000",
            "head of a field is cut short: it needs 6 bytes, 5 are there"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000006 0001 ffffffff",
            "field 1 is cut short: it needs 4294967295 bytes, 0 are there"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000006 ffff 80000000",
            "field 65535 is cut short: it needs 2147483648 bytes, 0 are there"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 0000000c 0001 00000000 0001 00000000",
            "field 1 stands more than once"),
        Arguments.of("42525448 01 02 00 00 00000000 00000000", "field 1 is missing"),
        Arguments.of(
            "42525448 01 02 00 00 00000000 00000007 0001 00000001 00",
            "field 1 has 1 bytes, must have 4"),
        Arguments.of(
            "42525448 01 01 00 00 00000000 00000186" + "7fff 00000000".repeat(65),
            "payload has more than 64 fields"));
  }

  @ParameterizedTest
  @MethodSource("hostileFrames")
  void frame_hostileBytes_areRefusedWithTheReason(String hex, String reason) {
    Decoded<Frame> decoded = Frame.decode(HexFormat.of().parseHex(hex.replace(" ", "")));
    assertEquals(reason, assertInstanceOf(Decoded.Malformed.class, decoded).failure().message());
  }

  @Test
  void unsupportedVersion_carriesTheRequestId_soThatItCanBeAnswered() {
    byte[] header = HexFormat.of().parseHex("42525448090100000000002a00000000");
    assertEquals(
        new Decoded.Malformed<FrameHeader>(new DecodeFailure.UnsupportedVersion(9, 42)),
        FrameHeader.decode(header));
  }

  @Test
  void frame_mutatedBytes_neverThrowAndDecodeToWhatEncodesAgain() {
    Random random = new Random(20261125);
    int refused = 0;
    int accepted = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] frame = mutate(random, original(random));
      Decoded<Frame> decoded = Frame.decode(frame);
      if (decoded instanceof Decoded.Malformed<Frame> malformed) {
        assertTrue(malformed.failure().message().length() > 10);
        refused++;
      } else {
        Frame value = ((Decoded.Value<Frame>) decoded).value();
        byte[] encoded = encode(value.header().requestId(), value.message());
        assertEquals(new Decoded.Value<>(again(value, encoded)), Frame.decode(encoded));
        accepted++;
      }
    }
    assertTrue(
        refused > 10_000 && accepted > 10_000, refused + " refused, " + accepted + " accepted");
  }

  /// The same message in the envelope that fits its own encoding: skipped fields and replaced bytes
  /// change the size.
  private static Frame again(Frame frame, byte[] encoded) {
    FrameHeader header = frame.header();
    return new Frame(
        new FrameHeader(header.kind(), 0, header.requestId(), encoded.length - Limits.HEADER_BYTES),
        frame.message());
  }

  private static byte[] original(Random random) {
    Message message =
        switch (random.nextInt(3)) {
          case 0 ->
              CniRequest.empty()
                  .withCommand("ADD")
                  .withAttachment(text(random), text(random), "eth0")
                  .withStdin(text(random));
          case 1 -> new ControlRequest("pool", "{}");
          default -> new Reply(random.nextInt(), "{}", "");
        };
    return encode(random.nextInt(), message);
  }

  private static byte[] encode(int requestId, Message message) {
    byte @Nullable [] frame = Frame.encode(requestId, message);
    if (frame == null) {
      throw new AssertionError("a small message is always encoded");
    }
    return frame;
  }

  private static @Nullable String text(Random random) {
    return random.nextBoolean() ? null : "text".substring(random.nextInt(5));
  }

  private static byte[] mutate(Random random, byte[] frame) {
    byte[] mutated = frame.clone();
    for (int flips = random.nextInt(3); flips > 0; flips--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(mutated, random.nextInt(mutated.length + 8))
        : mutated;
  }
}

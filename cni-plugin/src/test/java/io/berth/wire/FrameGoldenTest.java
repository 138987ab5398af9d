package io.berth.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Pins the bytes of version 1, so that no later change breaks an executable that is already on a
/// node. Each message is compared with bytes written out by hand, in both directions.
class FrameGoldenTest {

  private static byte[] hex(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
  }

  private static Frame value(Decoded<Frame> decoded) {
    if (decoded instanceof Decoded.Malformed<Frame> malformed) {
      throw new AssertionError(malformed.failure().message());
    }
    return ((Decoded.Value<Frame>) decoded).value();
  }

  private static void assertGolden(int requestId, Message message, byte[] expected) {
    assertArrayEquals(expected, Frame.encode(requestId, message));
    Frame frame = value(Frame.decode(expected));
    assertEquals(message, frame.message());
    assertEquals(requestId, frame.header().requestId());
  }

  @Test
  void cniRequest_everyField_hasTheseBytes() {
    CniRequest request =
        CniRequest.empty()
            .withCommand("ADD")
            .withAttachment("c1", "/n", "eth0")
            .withArgs("K=V")
            .withPath("/b")
            .withNetnsOverride("1")
            .withStdin("{}")
            .withClientVersion("0.1");
    assertGolden(
        0x01020304,
        request,
        hex(
            "42525448 01 01 00 00 01020304 0000004c",
            "0001 00000003 414444",
            "0002 00000002 6331",
            "0003 00000002 2f6e",
            "0004 00000004 65746830",
            "0005 00000003 4b3d56",
            "0006 00000002 2f62",
            "0007 00000001 31",
            "0008 00000002 7b7d",
            "0009 00000003 302e31"));
  }

  @Test
  void cniRequest_absentAndEmptyVariables_differ() {
    CniRequest request = CniRequest.empty().withCommand("DEL").withAttachment("c1", "", null);
    assertGolden(
        7,
        request,
        hex(
            "42525448 01 01 00 00 00000007 00000017",
            "0001 00000003 44454c",
            "0002 00000002 6331",
            "0003 00000000"));
  }

  @Test
  void controlRequest_withArguments_hasTheseBytes() {
    assertGolden(
        0xffffffff,
        new ControlRequest("pool", "{}"),
        hex(
            "42525448 01 03 00 00 ffffffff 00000012",
            "0001 00000004 706f6f6c",
            "0010 00000002 7b7d"));
  }

  @Test
  void reply_withBothStreams_hasTheseBytes() {
    assertGolden(
        1,
        new Reply(1, "{}", "ü"),
        hex(
            "42525448 01 02 00 00 00000001 0000001a",
            "0001 00000004 00000001",
            "0002 00000002 7b7d",
            "0003 00000002 c3bc"));
  }

  @Test
  void header_withDescriptors_hasTheseBytes() {
    FrameHeader header = new FrameHeader(Kind.CNI_REQUEST, 2, 5, 1 << 20);
    byte[] expected = hex("42525448 01 01 02 00 00000005 00100000");
    assertArrayEquals(expected, header.encode());
    assertEquals(new Decoded.Value<>(header), FrameHeader.decode(expected));
  }

  @Test
  void message_unknownTags_areSkipped() {
    byte[] payload = hex("0001 00000003 414444", "000c 00000001 ff", "0200 00000002 0000");
    FrameHeader header = new FrameHeader(Kind.CNI_REQUEST, 0, 0, payload.length);
    assertEquals(
        new Decoded.Value<Message>(CniRequest.empty().withCommand("ADD")),
        Message.decode(header, payload));
  }

  @Test
  void message_largerThanTheLimit_isNotEncoded() {
    int room = Limits.MAX_PAYLOAD_BYTES - Limits.FIELD_OVERHEAD_BYTES;
    assertEquals(
        Limits.HEADER_BYTES + Limits.MAX_PAYLOAD_BYTES,
        lengthOf(Frame.encode(0, CniRequest.empty().withStdin("x".repeat(room)))));
    assertNull(Frame.encode(0, CniRequest.empty().withStdin("x".repeat(room + 1))));
  }

  private static int lengthOf(byte @Nullable [] bytes) {
    return bytes == null ? -1 : bytes.length;
  }
}

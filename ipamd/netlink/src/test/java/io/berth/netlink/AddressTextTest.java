package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: addresses, prefixes and hardware addresses are read and written as everybody writes them.
/// Method: examples, among them those of RFC 5952, and round trips with a seed.
class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::ffff:10.0.0.1, ::ffff:a00:1",
    "0:0:0:0:0:0:0:0, ::"
  })
  void address_inAnyForm_printsCanonically(String text, String canonical) {
    assertEquals(canonical, NetAddress.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.01",
        "10.0.0.1.",
        "10.0.0.1 ",
        "host",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8",
        "12345::",
        "g::",
        "fe80::1%eth0",
        "1:",
        ":1",
        "10.0.0.1::",
        "::10.0.0",
        "１.0.0.1"
      })
  void text_thatIsNoAddress_isRefusedWithItself(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> NetAddress.parse(text));

    assertEquals("not an IP address: \"" + text + "\"", refusal.getMessage());
  }

  @Test
  void addresses_random_surviveTextAndBytes() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        Arrays.fill(bytes, random.nextInt(bytes.length), bytes.length, (byte) 0);
      }
      NetAddress address = NetAddress.ofBytes(bytes);

      assertArrayEquals(bytes, address.toBytes());
      assertEquals(address, NetAddress.parse(address.toString()));
    }
  }

  @Test
  void plus_acrossWordsAndEnds_wraps() {
    assertEquals("10.0.1.0", NetAddress.parse("10.0.0.255").plus(1).toString());
    assertEquals("255.255.255.255", NetAddress.parse("0.0.0.0").plus(-1).toString());
    assertEquals("0:0:0:1::", NetAddress.parse("::ffff:ffff:ffff:ffff").plus(1).toString());
    assertEquals("::ffff:ffff:ffff:ffff", NetAddress.parse("0:0:0:1::").plus(-1).toString());
  }

  @Test
  void prefix_network_clearsHostBits() {
    assertEquals("10.1.2.0/24", NetPrefix.parse("10.1.2.3/24").network().toString());
    assertEquals("0.0.0.0/0", NetPrefix.parse("10.1.2.3/0").network().toString());
    assertEquals("10.1.2.3/32", NetPrefix.parse("10.1.2.3").network().toString());
    assertEquals("2001:db8::/63", NetPrefix.parse("2001:db8:0:1::1/63").network().toString());
    assertEquals(
        "2001:db8:0:1:8000::/65", NetPrefix.parse("2001:db8:0:1:ffff::1/65").network().toString());
    assertEquals("::/0", NetPrefix.any(NetAddress.Family.IPV6).toString());
  }

  @Test
  void prefix_contains_itsOwnFamilyOnly() {
    NetPrefix prefix = NetPrefix.parse("10.0.0.0/8");

    assertTrue(prefix.contains(NetAddress.parse("10.255.0.1")));
    assertFalse(prefix.contains(NetAddress.parse("11.0.0.1")));
    assertFalse(NetPrefix.any(NetAddress.Family.IPV6).contains(NetAddress.parse("10.0.0.1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/1x", "::/129", "/8"})
  void text_thatIsNoPrefix_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> NetPrefix.parse(text));
  }

  @Test
  void mac_eitherCase_printsLowerCase() {
    assertEquals("02:aa:bb:cc:dd:ee", MacAddress.parse("02:AA:bb:cc:dd:eE").toString());
    assertEquals("fe:ff:ff:ff:ff:ff", MacAddress.locallyAdministered(0xffff_ffff_ffffL).toString());
    for (String text :
        new String[] {"", "02:00:00:00:00", "02-00-00-00-00-01", "02:00:00:00:00:0g"}) {
      assertEquals(
          "not a hardware address: \"" + text + "\"",
          assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text)).getMessage());
    }
  }
}

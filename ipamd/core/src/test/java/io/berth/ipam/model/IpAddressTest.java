package io.berth.ipam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: addresses read, print, order and count as the RFCs say. Method: tables, and a comparison of
/// random values with the JDK's parser.
class IpAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.x",
        "1..2.3",
        "1.2.3.4 ",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "1:2:3:4:5:6:7::8:9",
        "::1.2.3",
        "fe80::1%eth0"
      })
  void tryParse_notAnAddress_isNull(String text) {
    assertNull(IpAddress.tryParse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "10.0.12.200",
        "::",
        "::1",
        "fe80::1",
        "2001:db8::ff00:42:8329",
        "1:2:3:4:5:6:7:8",
        "fd00:ec2::254"
      })
  void parse_canonicalText_roundTrips(String text) {
    assertEquals(text, IpAddress.parse(text).toString());
  }

  @Test
  void parse_randomAddresses_agreesWithTheJdk() throws UnknownHostException {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(bytes);
      if (bytes.length == 16 && i % 3 == 0) {
        java.util.Arrays.fill(bytes, 4, 10, (byte) 0);
      }
      IpAddress ours = IpAddress.ofBytes(bytes);
      String jdkText = InetAddress.getByAddress(bytes).getHostAddress();
      assertEquals(ours, IpAddress.parse(jdkText));
      assertEquals(ours, IpAddress.parse(ours.toString()));
      assertEquals(InetAddress.getByAddress(ours.toBytes()).getHostAddress(), jdkText);
    }
  }

  @Test
  void plus_acrossBoundaries_carries() {
    assertEquals("10.0.1.0", IpAddress.parse("10.0.0.255").plus(1).toString());
    assertEquals("10.0.0.255", IpAddress.parse("10.0.1.0").plus(-1).toString());
    assertEquals(
        "2001:db8:0:1::", IpAddress.parse("2001:db8::ffff:ffff:ffff:ffff").plus(1).toString());
    assertEquals(
        "2001:db8::ffff:ffff:ffff:ffff", IpAddress.parse("2001:db8:0:1::").plus(-1).toString());
  }

  @Test
  void compareTo_highBitSet_isUnsigned() {
    assertTrue(IpAddress.parse("200.0.0.0").compareTo(IpAddress.parse("10.0.0.0")) > 0);
    assertTrue(IpAddress.parse("ff00::").compareTo(IpAddress.parse("::1")) > 0);
  }
}

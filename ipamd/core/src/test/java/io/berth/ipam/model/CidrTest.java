package io.berth.ipam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Aim: blocks hold what they should and refuse what they should. Method: examples at the edges.
class CidrTest {

  @Test
  void parse_hostBitsSet_namesTheBlock() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse("10.0.0.5/24"));
    assertEquals("10.0.0.5/24 has host bits set; the block is 10.0.0.0/24", e.getMessage());
  }

  @Test
  void parse_badLength_namesTheRange() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse("10.0.0.0/33"));
    assertEquals("prefix length of 10.0.0.0 must be 0 to 32, not 33", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Cidr.parse("10.0.0.0"));
    assertThrows(IllegalArgumentException.class, () -> Cidr.parse("10.0.0.0/x"));
  }

  @Test
  void contains_edges_areInside() {
    Cidr block = Cidr.parse("10.1.16.0/20");
    assertTrue(block.contains(IpAddress.parse("10.1.16.0")));
    assertTrue(block.contains(IpAddress.parse("10.1.31.255")));
    assertFalse(block.contains(IpAddress.parse("10.1.32.0")));
    assertFalse(block.contains(IpAddress.parse("::1")));
    assertTrue(block.contains(Cidr.parse("10.1.17.16/28")));
    assertFalse(block.contains(Cidr.parse("10.1.0.0/16")));
    assertTrue(Cidr.parse("0.0.0.0/0").contains(IpAddress.parse("200.1.1.1")));
    assertTrue(Cidr.parse("2001:db8::/32").contains(IpAddress.parse("2001:db8:ffff::1")));
  }

  @Test
  void size_ofUsualBlocks_counts() {
    assertEquals(16, Cidr.parse("10.0.0.16/28").size());
    assertEquals(4096, Cidr.parse("10.1.16.0/20").size());
    assertEquals(Long.MAX_VALUE, Cidr.parse("2001:db8::/32").size());
  }
}

package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Shows which addresses a subnet hands out, by emptying small subnets.
class SubnetAllocatorTest {

  private static SubnetAllocator allocator(String cidr, AllocationPolicy policy) {
    return new SubnetAllocator(Cidr.parse(cidr), policy, new Random(7));
  }

  @ParameterizedTest
  @EnumSource(AllocationPolicy.class)
  void subnet_emptied_handsOutEachAddressOnceAndNoReservedOne(AllocationPolicy policy) {
    SubnetAllocator allocator = allocator("10.0.0.32/28", policy);
    Set<String> handedOut = new TreeSet<>();
    for (IpAddress a = allocator.takeOne(); a != null; a = allocator.takeOne()) {
      assertTrue(handedOut.add(a.toString()), a + " twice");
    }
    assertEquals(
        Set.of(
            "10.0.0.36",
            "10.0.0.37",
            "10.0.0.38",
            "10.0.0.39",
            "10.0.0.40",
            "10.0.0.41",
            "10.0.0.42",
            "10.0.0.43",
            "10.0.0.44",
            "10.0.0.45",
            "10.0.0.46"),
        handedOut);
    assertEquals(0, allocator.freeCount());
  }

  @ParameterizedTest
  @EnumSource(AllocationPolicy.class)
  void prefixes_emptied_skipBlocksWithReservedOrTakenAddresses(AllocationPolicy policy) {
    SubnetAllocator allocator = allocator("10.0.0.0/25", policy);
    allocator.take(IpAddress.parse("10.0.0.70"));
    Set<String> handedOut = new TreeSet<>();
    for (Cidr p = allocator.takePrefix(); p != null; p = allocator.takePrefix()) {
      assertTrue(handedOut.add(p.toString()), p + " twice");
    }
    assertEquals(
        Set.of("10.0.0.16/28", "10.0.0.32/28", "10.0.0.48/28", "10.0.0.80/28", "10.0.0.96/28"),
        handedOut);
    assertEquals(128 - 5 - 1 - 5 * 16, allocator.freeCount());
  }

  @Test
  void subnet_smallest_hasNoPrefix() {
    assertNull(allocator("10.0.0.0/28", AllocationPolicy.LOW_FIRST).takePrefix());
  }

  @Test
  void reservedAddresses_areFirstFourAndLast() {
    SubnetAllocator allocator = allocator("10.0.0.0/27", AllocationPolicy.LOW_FIRST);
    for (int i = 0; i < 32; i++) {
      IpAddress address = IpAddress.parse("10.0.0." + i);
      assertEquals(i < 4 || i == 31, allocator.isReserved(address), address.toString());
    }
  }

  @Test
  void address_takenTwice_isABug() {
    SubnetAllocator allocator = allocator("10.0.0.0/27", AllocationPolicy.LOW_FIRST);
    IpAddress address = IpAddress.parse("10.0.0.9");
    allocator.take(address);
    assertFalse(allocator.isFree(address));
    assertThrows(IllegalStateException.class, () -> allocator.take(address));
    allocator.free(address);
    assertThrows(IllegalStateException.class, () -> allocator.free(address));
  }
}

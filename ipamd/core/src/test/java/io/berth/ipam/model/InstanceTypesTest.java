package io.berth.ipam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Aim: the bundled table is whole and read right. Method: its size and types whose limits AWS
/// publishes.
class InstanceTypesTest {

  private final InstanceTypes types = InstanceTypes.bundled();

  @Test
  void bundled_wholeTable_hasAllTypes() {
    assertEquals(1_391, types.all().size());
  }

  @Test
  void find_knownTypes_haveTheirLimits() {
    InstanceLimits large = limits("m5.large");
    assertEquals(3, large.maxEnis());
    assertEquals(9, large.secondariesPerEni());
    assertTrue(large.supportsPrefixes());
    assertFalse(limits("t2.medium").supportsPrefixes());
    assertEquals(4, limits("p4d.24xlarge").enisPerCard().size());
    assertEquals(15, limits("p4d.24xlarge").maxEnis());
    assertEquals(InstanceLimits.Hypervisor.BARE_METAL, limits("m5.metal").hypervisor());
    assertNull(types.find("m5.nonesuch"));
  }

  @Test
  void parse_wrongTable_saysWhere() {
    assertThrows(IllegalArgumentException.class, () -> InstanceTypes.parse("a,b\n"));
    String header =
        "instance_type,max_enis,ipv4_addresses_per_eni,hypervisor,bare_metal,default_network_card,enis_per_network_card\n";
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> InstanceTypes.parse(header + "x.large,3,ten,nitro,false,0,0:3\n"));
    assertEquals("a number is wrong in: 'x.large,3,ten,nitro,false,0,0:3'", e.getMessage());
  }

  private InstanceLimits limits(String type) {
    InstanceLimits limits = types.find(type);
    assertNotNull(limits, type);
    return limits;
  }
}

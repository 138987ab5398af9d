package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// That what cannot be shown is refused with the numbers that say why.
class DemoOptionsTest {

  private static final InstanceLimits M5_LARGE =
      Objects.requireNonNull(InstanceTypes.bundled().find("m5.large"));

  private static DemoOptions options(int nodes, int pods) {
    return new DemoOptions(nodes, pods, M5_LARGE, AddressKind.SINGLE, false, null, 1);
  }

  private static DemoOptions inPrefixes(String type, int pods) {
    InstanceLimits limits = Objects.requireNonNull(InstanceTypes.bundled().find(type));
    return new DemoOptions(1, pods, limits, AddressKind.PREFIX, false, null, 1);
  }

  @Test
  void problem_prefixes_countSixteenfold_andNeedATypeThatTakesThem() {
    assertNull(inPrefixes("t3.nano", 31).problem());
    assertEquals(
        "32 pods do not fit: 1 × t3.nano have 1 × 2 ENIs × 16 addresses; use --pods 31 or more"
            + " --nodes",
        inPrefixes("t3.nano", 32).problem());
    assertEquals(
        "--prefixes: t2.micro takes none; try t3.nano", inPrefixes("t2.micro", 1).problem());
  }

  @Test
  void problem_default_none() {
    assertNull(options(2, 40).problem());
  }

  @Test
  void problem_onePodMoreThanFits_namesTheLimit() {
    assertNull(options(2, 53).problem());
    assertEquals(
        "54 pods do not fit: 2 × m5.large have 2 × 3 ENIs × 9 addresses; use --pods 53 or more"
            + " --nodes",
        options(2, 54).problem());
  }

  @Test
  void problem_noNodes_namesTheRange() {
    assertEquals("--nodes is 1 to 8, not 0", options(0, 40).problem());
  }

  @Test
  void problem_noPods_namesTheRange() {
    assertEquals("--pods is 1 to 500, not 0", options(2, 0).problem());
  }
}

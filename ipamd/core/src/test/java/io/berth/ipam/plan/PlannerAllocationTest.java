package io.berth.ipam.plan;

import static io.berth.ipam.plan.Worlds.eni;
import static io.berth.ipam.plan.Worlds.limits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.berth.ipam.model.AddressKind;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What one plan allocates on the largest type. Counts the bytes of this thread, which are the same
/// on every machine but for what the compiler saves.
class PlannerAllocationTest {

  private static final int ENIS = 24;
  private static final int SLOTS = 63;
  private static final long MAX_BYTES = 1_000_000;

  @ParameterizedTest(name = "{0}: {2} actions")
  @CsvSource({"growth of all,1500,24", "giving back all,1,23", "rest,756,0"})
  void plan_ofTheLargestType_allocatesLessThanAMegabyte(String name, int target, int actions) {
    Worlds world =
        new Worlds(
            limits("largest", ENIS, SLOTS + 1), new WarmTargets(1, 0, 0, target, 0, 100_000));
    world.kind = AddressKind.PREFIX;
    int held =
        switch (name) {
          case "growth of all" -> 1;
          case "giving back all" -> SLOTS;
          default -> SLOTS / 2 + 1;
        };
    for (int device = 0; device < ENIS; device++) {
      world.with(eni(device).freePrefixes(held - (name.equals("rest") && device % 2 == 0 ? 1 : 0)));
    }
    PlanInput input = world.input();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Planner.plan(input);
    long before = threads.getCurrentThreadAllocatedBytes();
    Plan plan = Planner.plan(input);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(plan.actions().size() >= actions, name + ": " + plan);
    assertEquals(actions == 0, plan.actions().isEmpty(), name + ": " + plan);
    assertTrue(bytes > 0 && bytes < MAX_BYTES, name + " allocates " + bytes + " bytes");
  }
}

package io.berth.emulator.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: counters are found by name, whatever their column. Method: text in the kernel's format.
class KernelCountersTest {
  private static final List<String> LINES =
      List.of(
          "TcpExt: A IPReversePathFilter B",
          "TcpExt: 1 42 3",
          "IpExt: IPReversePathFilter",
          "IpExt: 7");

  @Test
  void counter_inItsGroup_isRead() throws IOException {
    assertEquals(42, KernelCounters.counter(LINES, "TcpExt:", "IPReversePathFilter"));
    assertEquals(7, KernelCounters.counter(LINES, "IpExt:", "IPReversePathFilter"));
  }

  @Test
  void counter_absent_isNamed() {
    IOException failure =
        assertThrows(IOException.class, () -> KernelCounters.counter(LINES, "TcpExt:", "Missing"));

    assertEquals("the kernel reports no counter TcpExt: Missing", failure.getMessage());
  }
}

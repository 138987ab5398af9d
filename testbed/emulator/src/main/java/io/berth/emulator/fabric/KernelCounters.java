package io.berth.emulator.fabric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Counters of the calling thread's network namespace.
final class KernelCounters {
  private KernelCounters() {}

  /// Packets dropped by the reverse-path filter: `IPReversePathFilter` of `TcpExt`.
  static long reversePathFilterDrops() throws IOException {
    return counter(
        Files.readAllLines(Path.of("/proc/thread-self/net/netstat")),
        "TcpExt:",
        "IPReversePathFilter");
  }

  /// Finds a counter in the format of `/proc/net/netstat`: for each group a line of names, then a
  /// line of values.
  static long counter(List<String> lines, String group, String name) throws IOException {
    for (int i = 0; i + 1 < lines.size(); i++) {
      List<String> names = Arrays.asList(lines.get(i).split(" ", -1));
      int column = names.indexOf(name);
      if (names.getFirst().equals(group) && column >= 0) {
        return Long.parseLong(lines.get(i + 1).split(" ", -1)[column]);
      }
    }
    throw new IOException("the kernel reports no counter " + group + " " + name);
  }
}

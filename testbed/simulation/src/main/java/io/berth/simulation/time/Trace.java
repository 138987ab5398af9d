package io.berth.simulation.time;

import java.util.ArrayDeque;
import java.util.List;

/// What happened, as a hash over all lines and the last lines themselves: two runs with one seed
/// have one hash.
public final class Trace {

  /// Lines that are kept, for whoever looks at a failure.
  private static final int KEPT_LINES = 200;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final VirtualTime time;
  private final ArrayDeque<String> last = new ArrayDeque<>();
  private long hash = FNV_OFFSET;
  private long lines;

  public Trace(VirtualTime time) {
    this.time = time;
  }

  /// Adds a line.
  ///
  /// @param who node or pod
  public void add(String who, String what) {
    String line = time.nowMillis() + " " + who + " " + what;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * FNV_PRIME;
    }
    lines++;
    if (last.size() == KEPT_LINES) {
      last.removeFirst();
    }
    last.addLast(line);
  }

  /// 64 bits over every line (FNV-1a), as sixteen hexadecimal digits.
  public String hash() {
    return String.format("%016x", hash);
  }

  public long lines() {
    return lines;
  }

  /// The last lines, oldest first.
  public List<String> last() {
    return List.copyOf(last);
  }
}

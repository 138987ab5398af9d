package io.berth.ipamd;

import io.berth.ipam.port.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's clocks. The boot clock is read from `/proc/uptime` once and carried on with the
/// JVM's monotonic clock, so a reading costs nanoseconds and continues over restarts of the process
/// to within the hundredth of a second that `/proc/uptime` shows.
final class BootClock implements Clock {

  private static final Path UPTIME = Path.of("/proc/uptime");

  private final long originNanos;

  private BootClock(long originNanos) {
    this.originNanos = originNanos;
  }

  static BootClock start() throws IOException {
    String uptime = Files.readString(UPTIME);
    double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return new BootClock(System.nanoTime() - (long) (seconds * 1e9));
  }

  @Override
  public long bootMillis() {
    return (System.nanoTime() - originNanos) / 1_000_000;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }
}

package io.berth.ipam.port;

/// The two clocks. Safe for any thread.
public interface Clock {

  /// Milliseconds of the boot clock: monotonic, counts suspension, begins anew at each boot of the
  /// machine and survives a restart of the process.
  long bootMillis();

  /// Milliseconds since 1970 of the wall clock, which may jump; for people only.
  long wallMillis();
}

package io.berth.simulation.chaos;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of one seed.
///
/// @param seed the seed
/// @param hash of its trace; the same each time
/// @param events that happened
/// @param virtualMillis that passed
/// @param faults how often each kind happened; kinds that did not are missing
/// @param crashes where the daemon was killed
/// @param failure `null` when every promise held
public record SeedResult(
    long seed,
    String hash,
    long events,
    long virtualMillis,
    Map<FaultKind, Integer> faults,
    CrashTable crashes,
    @Nullable Failure failure) {

  /// A promise that did not hold, or a defect.
  ///
  /// @param promise its number, such as `S1`; `defect` when the core threw
  /// @param message what was seen
  /// @param options what the seed had drawn, a line each
  /// @param lastEvents the last of them, oldest first
  public record Failure(
      String promise, String message, List<String> options, List<String> lastEvents) {}
}

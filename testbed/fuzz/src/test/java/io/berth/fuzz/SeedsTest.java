package io.berth.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Aim: the known attacks end in a value within their allowance of memory, in code as it was
/// compiled. Method: every seed, without the fuzzer.
class SeedsTest {

  static List<Target> targets() {
    return Target.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void seeds_endInSeveralOutcomes(Target target) {
    Tally tally = new Tally(target, 1);
    target.seeds().get().forEach(tally::read);
    assertTrue(tally.counts().outcomes() > 2, tally.counts().toString());
  }

  @Test
  void readerThatTrustsALength_isFound() {
    Target trusting =
        new Target(
            "trusting",
            1,
            16,
            1_000,
            1,
            () -> List.of(),
            input -> "" + new byte[input[0] << 16].length);
    assertThrows(AssertionError.class, () -> new Tally(trusting, 1).read(new byte[] {100}));
    new Tally(trusting, 1).read(new byte[] {0});
  }
}

package io.berth.ipam.pool;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// P6 one level up: a bit that is raised while somebody clears the stale summary above it is found.
public final class SummaryStress {

  private SummaryStress() {}

  /// [HintBits] itself.
  @JCStressTest
  @State
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the first bit is found")
  @Outcome(expect = Expect.FORBIDDEN, desc = "raised, and not found")
  public static class RaisedWhileSummaryIsCleared {
    private final HintBits bits = new HintBits(1);

    public RaisedWhileSummaryIsCleared() {
      bits.lower(0);
    }

    @Actor
    public void raise() {
      bits.raise(0);
    }

    @Actor
    public void look() {
      bits.first();
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = bits.first();
    }
  }

  /// Rule 1 broken: the summary is set before the word below it.
  @JCStressTest
  @State
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the summary leads to the word")
  @Outcome(expect = Expect.FORBIDDEN, desc = "raised, and no summary")
  public static class BrokenSummaryBeforeWord {
    private final AtomicLong summary = new AtomicLong(1);
    private final AtomicLong word = new AtomicLong();

    @Actor
    public void raise() {
      summary.set(1);
      word.set(1);
    }

    @Actor
    public void look() {
      if (word.get() == 0) {
        summary.set(0);
        if (word.get() != 0) {
          summary.set(1);
        }
      }
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = (int) summary.get();
    }
  }
}

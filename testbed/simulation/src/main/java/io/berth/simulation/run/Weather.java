package io.berth.simulation.run;

import io.berth.emulator.vpc.Delay;
import io.berth.emulator.vpc.LatencyProfile;

/// Latencies that scenarios are run in.
public final class Weather {

  /// `realistic` with a metadata service that shows every change at once, as the incumbent's
  /// figures were measured.
  public static final LatencyProfile NO_METADATA_LAG =
      LatencyProfile.REALISTIC.withTransitions(Delay.NONE, Delay.fixed(1_000), Delay.NONE);

  /// `realistic` with describes that show what was 30 s ago and a metadata service that shows what
  /// was 60 s ago.
  public static final LatencyProfile STALE =
      LatencyProfile.REALISTIC
          .withTransitions(Delay.NONE, Delay.fixed(1_000), Delay.fixed(60_000))
          .withLag(Delay.fixed(30_000));

  private Weather() {}
}

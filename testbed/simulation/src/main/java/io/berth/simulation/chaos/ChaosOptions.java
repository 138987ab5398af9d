package io.berth.simulation.chaos;

import io.berth.emulator.vpc.LatencyProfile;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.plan.WarmTargets;
import io.berth.simulation.chaos.CrashTable.Place;
import io.berth.simulation.node.NodeSettings;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// What one seed draws.
///
/// @param instanceType sets the limits
/// @param settings of the daemon
/// @param latency of EC2
/// @param subnetBits prefix length of the subnet: small ones give the same address again soon
/// @param minutes of churn with faults
/// @param pods most at once
/// @param arrivalMillis mean time between two pods
/// @param lifeMillis mean life of a pod
/// @param faults kinds that are on, with their chance in a thousand
/// @param aims where the daemon is killed, each with the passing at which
/// @param killsPerHundredThousand chance of a kill at any other place
/// @param static4 whether the daemon is started without EC2 at the end (L4)
public record ChaosOptions(
    String instanceType,
    NodeSettings settings,
    LatencyProfile latency,
    int subnetBits,
    int minutes,
    int pods,
    long arrivalMillis,
    long lifeMillis,
    Map<FaultKind, Integer> faults,
    Map<Place, Integer> aims,
    int killsPerHundredThousand,
    boolean static4) {

  private record Type(String name, int addresses, boolean prefixes) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("t3.nano", 2, true),
          new Type("t3.small", 9, true),
          new Type("t3.medium", 15, true),
          new Type("m5.large", 27, true));

  public ChaosOptions {
    faults = Map.copyOf(faults);
    aims = Map.copyOf(aims);
  }

  /// Draws.
  ///
  /// @param minutes of churn, or 0 to draw 10 to 30
  public static ChaosOptions draw(Random random, int minutes) {
    Type type = TYPES.get(random.nextInt(TYPES.size()));
    boolean prefix = type.prefixes() && random.nextInt(4) == 0;
    boolean small = type.addresses() < 10;
    int capacity = prefix ? type.addresses() * 16 : type.addresses();
    int pods = Math.min(1 + random.nextInt(capacity + 2), 30);
    return new ChaosOptions(
        type.name(),
        settings(prefix, random),
        random.nextInt(4) == 0 ? LatencyProfile.SLOW : LatencyProfile.REALISTIC,
        small && !prefix && random.nextBoolean() ? 27 : 24 - random.nextInt(2),
        minutes > 0 ? minutes : 10 + random.nextInt(21),
        pods,
        1_000 + random.nextInt(20_000),
        5_000 + random.nextInt(200_000),
        faults(random),
        aims(random),
        random.nextInt(3) == 0 ? random.nextInt(200) : 0,
        random.nextBoolean());
  }

  private static NodeSettings settings(boolean prefix, Random random) {
    WarmTargets targets =
        switch (random.nextInt(3)) {
          case 0 -> new WarmTargets(1, 0, 0, prefix ? 1 : 0, 0, Integer.MAX_VALUE);
          case 1 -> new WarmTargets(0, 1 + random.nextInt(5), 0, 0, 0, Integer.MAX_VALUE);
          default ->
              new WarmTargets(
                  0, 1 + random.nextInt(4), 1 + random.nextInt(8), 0, 0, Integer.MAX_VALUE);
        };
    return new NodeSettings(
        prefix ? AddressKind.PREFIX : AddressKind.SINGLE,
        targets,
        random.nextBoolean() ? 30_000 : 5_000 + random.nextInt(60_000),
        random.nextBoolean() ? 90_000 : 5_000 + random.nextInt(30_000),
        0);
  }

  private static Map<FaultKind, Integer> faults(Random random) {
    Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    // Some seeds are calm, so that what breaks in them is told apart at once.
    int onPercent = List.of(10, 35, 60).get(random.nextInt(3));
    for (FaultKind kind : FaultKind.values()) {
      boolean on = random.nextInt(100) < onPercent;
      int chance = kind.usualPerMille() * (25 + random.nextInt(275)) / 100;
      if (on || kind.usualPerMille() == 1_000) {
        faults.put(kind, Math.clamp(chance, 1, 1_000));
      }
    }
    return faults;
  }

  private static Map<Place, Integer> aims(Random random) {
    Map<Place, Integer> aims = new HashMap<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Place place = CrashTable.PLACES.get(random.nextInt(CrashTable.PLACES.size()));
      int passing = 1;
      while (passing < 10 && random.nextInt(2) == 0) {
        passing++;
      }
      aims.put(place, passing);
    }
    return aims;
  }

  /// Whether the daemon knows all of its calls and all that is there, so that no limit may refuse
  /// it.
  boolean limitsAreHeeded() {
    return killsPerHundredThousand == 0
        && aims.isEmpty()
        && Stream.of(
                FaultKind.EC2_ANSWER_LOST,
                FaultKind.EC2_CALL_LOST,
                FaultKind.EC2_DOWN,
                FaultKind.EC2_STALE_DESCRIBE,
                FaultKind.EC2_ATTACH_STUCK,
                FaultKind.EC2_LIMIT_REFUSED)
            .noneMatch(faults::containsKey);
  }

  /// One line for each thing drawn.
  public List<String> lines() {
    StringBuilder on = new StringBuilder();
    new EnumMap<>(faults.isEmpty() ? new EnumMap<>(FaultKind.class) : new EnumMap<>(faults))
        .forEach((kind, chance) ->
            on.append(on.isEmpty() ? "" : ", ").append(kind).append(' ').append(chance));
    StringBuilder kills = new StringBuilder();
    CrashTable.PLACES.stream()
        .filter(aims::containsKey)
        .forEach(place ->
            kills
                .append(kills.isEmpty() ? "" : ", ")
                .append(place.operation())
                .append(' ')
                .append(place.point().label())
                .append(" #")
                .append(aims.get(place)));
    return List.of(
        instanceType
            + ", "
            + settings.kind()
            + ", "
            + latency.name()
            + " latencies, subnet of /"
            + subnetBits
            + ", "
            + minutes
            + " min",
        "at most "
            + pods
            + " pods, one every "
            + arrivalMillis
            + " ms, living "
            + lifeMillis
            + " ms",
        settings.targets()
            + ", cooling "
            + settings.coolingMillis()
            + " ms, ADD waits "
            + settings.addTimeoutMillis()
            + " ms",
        "faults (per mille): " + on,
        "kills at: " + kills + "; elsewhere " + killsPerHundredThousand + " in 100,000");
  }
}

package io.berth.simulation.scenario;

import io.berth.simulation.run.Policy;
import java.util.List;

/// A story with figures, played under either policy.
///
/// @param name on the command line: lower case, words joined by `-`
/// @param story what happens, in a sentence
/// @param play plays it once
public record Scenario(String name, String story, Play play) {

  /// Plays a scenario.
  public interface Play {

    /// @param seed of all that is drawn
    /// @return the figures, in the same order for either policy
    List<Figure> run(Policy policy, long seed);
  }

  /// All of them, in the order in which they are shown.
  public static List<Scenario> all() {
    return List.of(
        new Scenario(
            "burst-three-enis",
            "100 pods at once on an m5.24xlarge with three ENIs attached and 10 warm addresses.",
            Bursts::onThreeEnis),
        new Scenario(
            "burst-one-eni",
            "100 pods at once on an m5.24xlarge with one ENI attached and 10 warm addresses.",
            Bursts::onOneEni),
        new Scenario("warm-up", "A fresh m5.24xlarge gets 700 addresses.", WarmUp::run),
        new Scenario(
            "fleet-grows",
            "1,000 nodes of one account need one more ENI each at the same moment, and know how many"
                + " they are.",
            (policy, seed) -> FleetGrows.run(policy, seed, true)),
        new Scenario(
            "fleet-grows-unknown",
            "1,000 nodes of one account need one more ENI each at the same moment, and do not know"
                + " of each other.",
            (policy, seed) -> FleetGrows.run(policy, seed, false)),
        new Scenario(
            "job-churn",
            "100 pods come and 100 go every 10 s for an hour, with 30 s of cooling, on an"
                + " m5.24xlarge.",
            JobChurn::run),
        new Scenario(
            "fragmented",
            "120 pods on an m5.4xlarge with prefix delegation in a subnet that has 40 % free but no /28;"
                + " then the others go.",
            Fragmented::run),
        new Scenario(
            "stale",
            "Describes show what was 30 s ago and the metadata service what was 60 s ago, on 1,000"
                + " nodes, each with a seed of its own, whose pods come and go and then stay.",
            (policy, seed) -> Stale.run(policy, seed, 1_000)));
  }
}

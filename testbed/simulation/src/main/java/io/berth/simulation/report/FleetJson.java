package io.berth.simulation.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.emulator.vpc.Action;
import io.berth.simulation.fleet.Curve;
import io.berth.simulation.fleet.FleetOptions;
import io.berth.simulation.fleet.FleetResult;
import io.berth.simulation.world.CallCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Fleets as JSON: what was simulated, then the first policy's result; further policies' results
/// under `comparedWith`, by name. Durations are seconds of virtual time, parts are 0 to 1.
public final class FleetJson {

  private static final int CURVE_POINTS = 500;

  private FleetJson() {}

  /// @param results at least one, of this fleet
  public static String of(FleetOptions options, List<FleetResult> results) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nodes", options.nodes());
    json.put("podsPerNode", options.podsPerNode());
    json.put("instanceType", options.limits().instanceType());
    json.put("seed", options.seed());
    json.put("latency", options.latency().name());
    json.put("throttling", options.throttling().name());
    json.put("fleetSizeHint", options.settings().fleetSize());
    json.put("startWithinSeconds", seconds(options.startWithinMillis()));
    json.put("lowerBoundSeconds", seconds(results.getFirst().lowerBoundMillis()));
    json.putAll(result(results.getFirst()));
    Map<String, Object> others = new LinkedHashMap<>();
    results.stream().skip(1).forEach(other -> others.put(other.policy().label(), result(other)));
    if (!others.isEmpty()) {
      json.put("comparedWith", others);
    }
    try {
      return JSON.std
          .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
          .with(JSON.Feature.WRITE_NULL_PROPERTIES)
          .asString(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings and numbers has no JSON", e);
    }
  }

  private static Map<String, Object> result(FleetResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("policy", result.policy().label());
    json.put("complete", result.isComplete());
    json.put("pods", result.pods());
    json.put("podsAddressed", result.addressed());
    json.put("secondsToAllPodsAddressed", whenComplete(result, seconds(result.endedMillis())));
    json.put("ratioToLowerBound", whenComplete(result, rounded(result.ratioToLowerBound())));
    json.put("podWaitMedianSeconds", seconds(result.waits().medianMillis()));
    json.put("podWaitP99Seconds", seconds(result.waits().p99Millis()));
    json.put("podWaitLongestSeconds", seconds(result.waits().longestMillis()));
    json.put("addsRefused", result.refusals());
    json.put("addressesLeased", result.leased());
    json.put("addressesIdle", result.idle());
    json.put("idlePerLeased", rounded(result.idlePerLeased()));
    json.put("ec2Calls", result.allCalls());
    json.put("throttles", result.throttles());
    json.put("throttledPart", rounded(result.throttledPart()));
    json.put("mostThrottlesOfANode", result.mostThrottles());
    json.put("ec2CallsByAction", calls(result));
    json.put("podsAddressedBySecond", curve(result.curve()));
    json.put("simulatedEvents", result.events());
    return json;
  }

  /// What an unfinished run has no number for.
  private static @Nullable Double whenComplete(FleetResult result, double value) {
    return result.isComplete() ? value : null;
  }

  private static Map<String, Object> calls(FleetResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Map.Entry<Action, CallCount> entry : new TreeMap<>(result.calls()).entrySet()) {
      Map<String, Object> count = new LinkedHashMap<>();
      count.put("calls", entry.getValue().calls());
      count.put("throttled", entry.getValue().throttled());
      count.put("failed", entry.getValue().failed());
      json.put(entry.getKey().wireName(), count);
    }
    return json;
  }

  private static List<List<Integer>> curve(Curve curve) {
    List<List<Integer>> points = new ArrayList<>();
    curve.points(CURVE_POINTS).forEach(point -> points.add(List.of(point.second(), point.pods())));
    return points;
  }

  private static double seconds(long millis) {
    return millis / 1_000.0;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}

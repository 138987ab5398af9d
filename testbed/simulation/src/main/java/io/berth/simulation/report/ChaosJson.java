package io.berth.simulation.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.simulation.chaos.ChaosResult;
import io.berth.simulation.chaos.CrashTable;
import io.berth.simulation.chaos.FaultKind;
import io.berth.simulation.chaos.SeedResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Seeds of chaos as JSON: counts of faults and kills, zeros included, and what failed.
public final class ChaosJson {

  private ChaosJson() {}

  public static String of(ChaosResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("firstSeed", result.firstSeed());
    json.put("seeds", result.seeds());
    json.put("events", result.events());
    json.put("virtualSeconds", result.virtualMillis() / 1_000);
    Map<String, Object> faults = new LinkedHashMap<>();
    for (FaultKind kind : FaultKind.values()) {
      faults.put(kind.name(), result.faults().getOrDefault(kind, 0L));
    }
    json.put("faults", faults);
    Map<String, Map<String, Object>> kills = new LinkedHashMap<>();
    for (CrashTable.Place place : CrashTable.PLACES) {
      kills
          .computeIfAbsent(place.operation().name(), _ -> new LinkedHashMap<>())
          .put(place.point().name(), result.crashes().count(place));
    }
    json.put("kills", kills);
    json.put("failures", result.failures().stream().map(ChaosJson::failure).toList());
    try {
      return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings and numbers has no JSON", e);
    }
  }

  private static Map<String, Object> failure(SeedResult failed) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", failed.seed());
    json.put("hash", failed.hash());
    SeedResult.Failure failure = failed.failure();
    if (failure != null) {
      json.put("promise", failure.promise());
      json.put("message", failure.message());
      json.put("options", new ArrayList<>(failure.options()));
      json.put("lastEvents", List.copyOf(failure.lastEvents()));
    }
    return json;
  }
}

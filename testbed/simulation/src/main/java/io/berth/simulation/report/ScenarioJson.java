package io.berth.simulation.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.simulation.run.Policy;
import io.berth.simulation.scenario.Figure;
import io.berth.simulation.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Scenarios as JSON: for each its figures, with a value for each policy and what was promised; a
/// value is `null` when what was waited for never came.
public final class ScenarioJson {

  private ScenarioJson() {}

  public static String of(long seed, Map<Scenario, Map<Policy, List<Figure>>> played) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", seed);
    Map<String, Object> scenarios = new LinkedHashMap<>();
    played.forEach((scenario, figures) -> scenarios.put(scenario.name(), scenario(figures)));
    json.put("scenarios", scenarios);
    try {
      return JSON.std
          .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
          .with(JSON.Feature.WRITE_NULL_PROPERTIES)
          .asString(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings and numbers has no JSON", e);
    }
  }

  private static List<Map<String, Object>> scenario(Map<Policy, List<Figure>> figures) {
    List<Map<String, Object>> all = new ArrayList<>();
    List<Figure> berth = figures.getOrDefault(Policy.BERTH, List.of());
    for (int i = 0; i < berth.size(); i++) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("what", berth.get(i).what());
      json.put("unit", berth.get(i).unit());
      for (Map.Entry<Policy, List<Figure>> policy : figures.entrySet()) {
        double value = policy.getValue().get(i).value();
        json.put(policy.getKey().label(), Double.isInfinite(value) ? null : value);
      }
      json.put("atMost", berth.get(i).atMost());
      json.put("holds", berth.get(i).holds());
      all.add(json);
    }
    return all;
  }
}

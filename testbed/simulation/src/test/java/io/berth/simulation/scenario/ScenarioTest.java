package io.berth.simulation.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.simulation.run.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What "The warm pool at full strength" promises, each beside the incumbent in the same world.
class ScenarioTest {

  static Stream<Scenario> all() {
    return Scenario.all().stream();
  }

  private static Scenario named(String name) {
    return all().filter(scenario -> scenario.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyPromiseHolds(Scenario scenario) {
    List<Figure> figures = scenario.play().run(Policy.BERTH, 1);
    assertTrue(figures.stream().anyMatch(figure -> figure.atMost() != null));
    for (Figure figure : figures) {
      assertTrue(figure.holds(), () -> scenario.name() + ": " + figure);
    }
  }

  /// Otherwise the scenario would ask nothing.
  @ParameterizedTest
  @ValueSource(
      strings = {"burst-three-enis", "burst-one-eni", "warm-up", "fleet-grows", "job-churn"})
  void theIncumbentDoesNotHoldThem(String name) {
    List<Figure> figures = named(name).play().run(Policy.INCUMBENT, 1);
    assertFalse(figures.stream().allMatch(Figure::holds), figures::toString);
  }

  @Test
  void oneSeedHasOneResult() {
    Scenario scenario = named("job-churn");
    assertEquals(scenario.play().run(Policy.BERTH, 3), scenario.play().run(Policy.BERTH, 3));
  }
}

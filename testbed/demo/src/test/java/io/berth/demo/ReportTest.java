package io.berth.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// That the report has the promised fields: writes one and reads it with a JSON parser.
class ReportTest {

  @Test
  void toJson_everyField_readBackByName() throws IOException {
    Report report =
        new Report(
            false,
            40,
            List.of(
                new Check("pods-added", Outcome.PASSED, "40 pods"),
                new Check("nothing-left", Outcome.FAILED, "a \"route\"")),
            new Percentiles(40, 3, 4, 5, 6),
            new Percentiles(39, 30, 40, 50, 60),
            Map.of("CreateNetworkInterface", 4L),
            Map.of("java", "25"));
    Map<String, Object> json = JSON.std.mapFrom(report.toJson());
    assertEquals(false, json.get("ok"));
    assertEquals(40, json.get("pods"));
    assertEquals(
        List.of(
            Map.of("name", "pods-added", "outcome", "ok", "detail", "40 pods"),
            Map.of("name", "nothing-left", "outcome", "FAILED", "detail", "a \"route\"")),
        json.get("checks"));
    assertEquals(
        Map.of("count", 40, "p50", 3.0, "p90", 4.0, "p99", 5.0, "max", 6.0), json.get("addMillis"));
    assertEquals(
        Map.of("count", 39, "p50", 30.0, "p90", 40.0, "p99", 50.0, "max", 60.0),
        json.get("delMillis"));
    assertEquals(Map.of("CreateNetworkInterface", 4), json.get("ec2Calls"));
    assertEquals(Map.of("java", "25"), json.get("versions"));
  }
}

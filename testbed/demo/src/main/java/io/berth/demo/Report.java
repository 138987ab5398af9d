package io.berth.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What `--json` writes.
///
/// @param ok whether no check failed
/// @param pods how many pods got an address
/// @param checks in the order in which they were made
/// @param add of the executable's ADDs, as its caller sees them
/// @param del of its DELs
/// @param ec2Calls how many calls EC2 got, by action
/// @param versions of what ran: `berth`, `java`, `kernel`
record Report(
    boolean ok,
    int pods,
    List<Check> checks,
    Percentiles add,
    Percentiles del,
    Map<String, Long> ec2Calls,
    Map<String, String> versions) {

  Report {
    checks = List.copyOf(checks);
    ec2Calls = Map.copyOf(ec2Calls);
    versions = Map.copyOf(versions);
  }

  String toJson() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("ok", ok);
    report.put("pods", pods);
    report.put("checks", checks.stream().map(Report::asMap).toList());
    report.put("addMillis", add.asMap());
    report.put("delMillis", del.asMap());
    report.put("ec2Calls", new TreeMap<>(ec2Calls));
    report.put("versions", new TreeMap<>(versions));
    try {
      return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(report);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree of plain values could not be written", e);
    }
  }

  private static Map<String, Object> asMap(Check check) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", check.name());
    map.put("outcome", check.outcome().label());
    map.put("detail", check.detail());
    return map;
  }
}

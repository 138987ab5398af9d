package io.berth.ipamd.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Prometheus' text format 0.0.4 strictly: every line must fit it, every sample must follow
/// the type of its family, and none may come twice.
///
/// @param samples by name and labels, as `name{a="b"}`
/// @param types by family
record Exposition(Map<String, Double> samples, Map<String, String> types) {

  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"[^\"\\\\]*\",?)*\\})?)"
              + " (NaN|[+-]Inf|[-+0-9.eE]+)");

  static Exposition parse(String text) {
    Map<String, Double> samples = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    if (!text.endsWith("\n")) {
      throw new AssertionError("the last line does not end");
    }
    for (String line : text.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        if (comment.group(1).equals("TYPE")
            && types.put(comment.group(2), comment.group(3)) != null) {
          throw new AssertionError("two types: " + line);
        }
      } else if (sample.matches()) {
        if (!types.containsKey(family(sample.group(1), types))) {
          throw new AssertionError("no type before: " + line);
        }
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        if (samples.put(sample.group(1) + sample.group(2), value) != null) {
          throw new AssertionError("twice: " + line);
        }
      } else {
        throw new AssertionError("not of the format: " + line);
      }
    }
    return new Exposition(samples, types);
  }

  double value(String sample) {
    Double value = samples.get(sample);
    if (value == null) {
      throw new AssertionError("no " + sample + " among " + samples.keySet());
    }
    return value;
  }

  private static String family(String name, Map<String, String> types) {
    if (types.containsKey(name)) {
      return name;
    }
    return name.replaceAll("_(bucket|sum|count)$", "");
  }
}

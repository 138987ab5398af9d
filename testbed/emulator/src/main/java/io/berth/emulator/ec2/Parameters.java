package io.berth.emulator.ec2;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The parameters of one request. Every reader marks what it reads, so what is left over at the end
/// is what the action does not know.
final class Parameters {

  /// More parameters than any real call has: 200 filter values, 1000 ids.
  private static final int MAX_PARAMETERS = 4_096;

  private final Map<String, String> values;
  private final Set<String> read = new HashSet<>();

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /// @param form `name=value` pairs, percent-encoded UTF-8
  /// @throws RefusedException when it cannot be decoded
  static Parameters parse(String form) {
    Map<String, String> values = new TreeMap<>();
    try {
      new QueryStringDecoder(form, StandardCharsets.UTF_8, false, MAX_PARAMETERS)
          .parameters()
          .forEach((name, all) -> values.put(name, all.getFirst()));
    } catch (IllegalArgumentException e) {
      throw RefusedException.of("MalformedQueryString", "The query string is malformed: " + e);
    }
    return new Parameters(values);
  }

  Map<String, String> all() {
    return Collections.unmodifiableMap(values);
  }

  @Nullable String find(String name) {
    read.add(name);
    return values.get(name);
  }

  String text(String name, String otherwise) {
    String value = find(name);
    return value == null ? otherwise : value;
  }

  String require(String name) {
    String value = find(name);
    if (value == null || value.isEmpty()) {
      throw RefusedException.missing(name);
    }
    return value;
  }

  int integer(String name, int otherwise) {
    String value = find(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException _) {
      throw RefusedException.invalid(name, value, "Invalid integer value");
    }
  }

  int count(String name) {
    int count = integer(name, 0);
    if (count < 0) {
      throw RefusedException.invalid(name, Integer.toString(count), "It must not be negative");
    }
    return count;
  }

  boolean flag(String name, boolean otherwise) {
    String value = find(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "true", "True", "1" -> true;
      case "false", "False", "0" -> false;
      default -> throw RefusedException.invalid(name, value, "Invalid boolean value");
    };
  }

  /// The values of `name.1`, `name.2`, in order of the numbers.
  List<String> list(String name) {
    List<String> found = new ArrayList<>();
    for (String member : members(name)) {
      String value = find(member);
      if (value != null) {
        found.add(value);
      }
    }
    return found;
  }

  /// The prefixes `name.1`, `name.2` that occur, whatever follows them, in order of the numbers.
  List<String> members(String name) {
    TreeSet<Integer> numbers = new TreeSet<>();
    for (String key : values.keySet()) {
      if (key.startsWith(name + ".")) {
        int end = key.indexOf('.', name.length() + 1);
        String number = key.substring(name.length() + 1, end < 0 ? key.length() : end);
        if (!number.isEmpty()
            && number.length() < 6
            && number.chars().allMatch(Parameters::digit)) {
          numbers.add(Integer.valueOf(number));
        }
      }
    }
    return numbers.stream().map(number -> name + "." + number).toList();
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  /// @throws RefusedException naming the first parameter that nobody read
  void refuseUnknown() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw RefusedException.of(
            "UnknownParameter", "The parameter " + name + " is not recognized");
      }
    }
  }
}

package io.berth.emulator.control;

import io.berth.ipam.model.Cidr;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object, read one by one; what was not read is an error at the end, so a
/// misspelt name does not pass in silence.
final class Fields {

  private final Map<String, Object> values;
  private final Set<String> read = new HashSet<>();

  Fields(Map<String, Object> values) {
    this.values = values;
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  String text(String name, String otherwise) {
    Object value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    throw bad(name, "must be a text", value);
  }

  String text(String name) {
    String text = text(name, "");
    if (text.isEmpty()) {
      throw BadRequestException.of(400, "MissingField", "the field '" + name + "' is missing");
    }
    return text;
  }

  int number(String name, int otherwise, int min, int max) {
    Object value = find(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Integer number && number >= min && number <= max) {
      return number;
    }
    throw bad(name, "must be a whole number from " + min + " to " + max, value);
  }

  Cidr cidr(String name) {
    String text = text(name);
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw bad(name, e.getMessage() == null ? "is no CIDR" : e.getMessage(), text);
    }
  }

  Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  void refuseOthers() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw BadRequestException.of(
            400, "UnknownField", "the field '" + name + "' is not known here");
      }
    }
  }

  private @Nullable Object find(String name) {
    read.add(name);
    return values.get(name);
  }

  private static BadRequestException bad(String name, String rule, Object value) {
    return BadRequestException.of(400, "BadField", "'" + name + "' " + rule + ": " + value);
  }
}

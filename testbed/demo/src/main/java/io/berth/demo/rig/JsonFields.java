package io.berth.demo.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields of parsed JSON, with an error that names what is missing.
final class JsonFields {

  private JsonFields() {}

  static String text(Map<String, Object> json, String key) {
    if (json.get(key) instanceof String text) {
      return text;
    }
    throw missing(json, key, "a text");
  }

  static int number(Map<String, Object> json, String key) {
    if (json.get(key) instanceof Number number) {
      return number.intValue();
    }
    throw missing(json, key, "a number");
  }

  static boolean flag(Map<String, Object> json, String key) {
    if (json.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw missing(json, key, "true or false");
  }

  /// The object in a field.
  static Map<String, Object> object(Map<String, Object> json, String key) {
    if (json.get(key) instanceof Map<?, ?> map) {
      return withTextKeys(map);
    }
    throw missing(json, key, "an object");
  }

  /// The objects of an array.
  static List<Map<String, Object>> objects(Map<String, Object> json, String key) {
    List<Map<String, Object>> objects = new ArrayList<>();
    if (json.get(key) instanceof List<?> elements) {
      for (@Nullable Object element : elements) {
        if (!(element instanceof Map<?, ?> map)) {
          throw missing(json, key, "an array of objects");
        }
        objects.add(withTextKeys(map));
      }
      return objects;
    }
    throw missing(json, key, "an array");
  }

  private static Map<String, Object> withTextKeys(Map<?, ?> map) {
    Map<String, Object> object = new LinkedHashMap<>();
    map.forEach((key, field) -> object.put(String.valueOf(key), field));
    return object;
  }

  private static IllegalArgumentException missing(
      Map<String, Object> json, String key, String wanted) {
    return new IllegalArgumentException("'" + key + "' must be " + wanted + " in " + json);
  }
}

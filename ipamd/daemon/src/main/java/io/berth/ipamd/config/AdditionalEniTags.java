package io.berth.ipamd.config;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipam.reconcile.EniTags;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads ADDITIONAL_ENI_TAGS.
///
/// Source of the limits: Amazon EC2 user guide, "Tag your Amazon EC2 resources" (50 tags, keys of
/// 128 and values of 256 characters, prefix `aws:`).
final class AdditionalEniTags {

  /// EC2 allows 50; Berth writes some of its own.
  private static final int MAX_TAGS = 40;

  private static final int MAX_KEY_CHARS = 128;
  private static final int MAX_VALUE_CHARS = 256;

  private AdditionalEniTags() {}

  /// The tags, or `null` when the text is not legal.
  static @Nullable SortedMap<String, String> parse(String json) {
    Object value;
    try {
      value = JSON.std.anyFrom(json);
    } catch (IOException e) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map) || map.size() > MAX_TAGS) {
      return null;
    }
    SortedMap<String, String> tags = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)
          || !(entry.getValue() instanceof String text)
          || key.isEmpty()
          || key.length() > MAX_KEY_CHARS
          || key.startsWith("aws:")
          || text.length() > MAX_VALUE_CHARS) {
        return null;
      }
      tags.put(key, text);
    }
    return tags;
  }

  /// Takes out the tags that only the daemon itself may set, and returns their keys.
  static List<String> removeReserved(SortedMap<String, String> tags) {
    List<String> reserved = tags.keySet().stream().filter(EniTags::isReserved).toList();
    tags.keySet().removeAll(reserved);
    return reserved;
  }
}

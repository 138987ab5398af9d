package io.berth.emulator.vpc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits of tags. Source: EC2 user guide, "Tag restrictions".
final class TagRules {

  private static final int MAX_TAGS = 50;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;

  private TagRules() {}

  /// Why tags cannot be added to a resource that has others; `null` when they can.
  static Outcome.@Nullable Failure check(Map<String, String> present, Map<String, String> added) {
    for (Map.Entry<String, String> tag : added.entrySet()) {
      String key = tag.getKey();
      if (key.isEmpty() || key.length() > MAX_KEY || tag.getValue().length() > MAX_VALUE) {
        return ApiErrors.invalid(
            "Tag '" + key + "': a key has 1 to 128 characters, a value at most 256");
      }
      if (key.startsWith("aws:")) {
        return ApiErrors.invalid("Tag keys starting with 'aws:' are reserved for internal use");
      }
    }
    Map<String, String> all = new HashMap<>(present);
    all.putAll(added);
    return all.size() <= MAX_TAGS
        ? null
        : ApiErrors.refuse(
            "TagLimitExceeded", "More than " + MAX_TAGS + " tags on one resource: " + all.size());
  }
}

package io.berth.emulator.imds;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Texts by path. A path that has others below it lists them, one a line, folders with a slash.
final class MetadataTree {

  private final NavigableMap<String, String> leaves = new TreeMap<>();

  /// @param path without a slash at its ends
  void put(String path, String text) {
    leaves.put(path, text);
  }

  /// The text of a leaf or the list of a folder; `null` when there is neither.
  ///
  /// @param path with or without slashes at its ends
  @Nullable String find(String path) {
    String key = trim(path);
    String leaf = leaves.get(key);
    if (leaf != null) {
      return path.endsWith("/") ? null : leaf;
    }
    String folder = key.isEmpty() ? "" : key + "/";
    Set<String> children = new LinkedHashSet<>();
    for (Map.Entry<String, String> below : leaves.tailMap(folder, false).entrySet()) {
      if (!below.getKey().startsWith(folder)) {
        break;
      }
      String rest = below.getKey().substring(folder.length());
      int slash = rest.indexOf('/');
      children.add(slash < 0 ? rest : rest.substring(0, slash + 1));
    }
    return children.isEmpty() ? null : String.join("\n", children);
  }

  private static String trim(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }
}

package io.berth.ipamd.incumbent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipam.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `ipam.json` as the incumbent does: the same fields in the same order, what is empty left
/// out, one line.
final class CheckpointWriter {

  private CheckpointWriter() {}

  /// The file's text, ending with a line feed.
  static String text(List<Allocation> allocations) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", CheckpointReader.VERSION);
    root.put("allocations", allocations.stream().map(CheckpointWriter::entry).toList());
    try {
      return JSON.std.asString(root) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings and numbers has no JSON", e);
    }
  }

  private static Map<String, Object> entry(Allocation allocation) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("networkName", allocation.network());
    entry.put("containerID", allocation.containerId());
    entry.put("ifName", allocation.interfaceName());
    put(entry, "ipv4", allocation.ipv4());
    put(entry, "ipv6", allocation.ipv6());
    entry.put("allocationTimestamp", allocation.allocatedAtNanos());
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (!allocation.pod().namespace().isEmpty()) {
      metadata.put("k8sPodNamespace", allocation.pod().namespace());
    }
    if (!allocation.pod().name().isEmpty()) {
      metadata.put("k8sPodName", allocation.pod().name());
    }
    if (allocation.interfaces() > 0) {
      metadata.put("interfacesCount", allocation.interfaces());
    }
    entry.put("metadata", metadata);
    return entry;
  }

  private static void put(Map<String, Object> entry, String key, @Nullable IpAddress address) {
    if (address != null) {
      entry.put(key, address.toString());
    }
  }
}

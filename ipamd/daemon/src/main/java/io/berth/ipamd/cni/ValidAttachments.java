package io.berth.ipamd.cni;

import io.berth.ipam.model.LeaseKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The list of a garbage collection: attachments that are still valid. Everything else of the
/// network is stale, so a list that cannot be understood to the letter is refused as a whole.
final class ValidAttachments {

  /// The key of the specification after 1.1.0.
  private static final String KEY = "cni.dev/valid-attachments";

  /// The key in the text of 1.1.0. libcni writes both.
  private static final String KEY_OF_1_1_0 = "cni.dev/attachments";

  private ValidAttachments() {}

  /// The attachments, or null when the configuration has no list: then nothing may be removed,
  /// because a caller that has no list (cnitool) does not mean that nothing is valid.
  static @Nullable Set<LeaseKey> of(Json.Members configuration, String network) throws Refused {
    String key = KEY;
    Json value = configuration.get(key);
    if (value == null) {
      key = KEY_OF_1_1_0;
      value = configuration.get(key);
    }
    if (value == null) {
      return null;
    }
    if (!(value instanceof Json.Items(List<Json> items))) {
      throw Refused.badValue(key, value, "an array of objects with containerID and ifname");
    }
    Set<LeaseKey> valid = HashSet.newHashSet(items.size());
    for (Json item : items) {
      if (item instanceof Json.Members attachment
          && attachment.get("containerID") instanceof Json.Text(String containerId)
          && attachment.get("ifname") instanceof Json.Text(String interfaceName)
          && !containerId.isEmpty()
          && !interfaceName.isEmpty()) {
        valid.add(new LeaseKey(network, containerId, interfaceName));
      } else {
        throw Refused.badValue(key, item, "an array of objects with containerID and ifname");
      }
    }
    return Set.copyOf(valid);
  }
}

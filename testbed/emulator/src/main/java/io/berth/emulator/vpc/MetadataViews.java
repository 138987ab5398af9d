package io.berth.emulator.vpc;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the metadata service shows of each instance's ENIs: their states of some time ago. A later
/// state is never overtaken by an earlier one.
final class MetadataViews {

  private final Map<InstanceId, TreeMap<EniId, NetworkInterface>> shown = new HashMap<>();
  private final Map<EniId, Long> lastDueMillis = new HashMap<>();

  /// When a change that would be shown at `wantedMillis` is shown, so that the order holds.
  long due(EniId eni, long wantedMillis) {
    return lastDueMillis.merge(eni, wantedMillis, Math::max);
  }

  void show(InstanceId instance, EniId eni, @Nullable NetworkInterface state) {
    TreeMap<EniId, NetworkInterface> enis = shown.computeIfAbsent(instance, _ -> new TreeMap<>());
    if (state == null) {
      enis.remove(eni);
    } else {
      enis.put(eni, state);
    }
  }

  /// The ENI is gone for good.
  void forget(EniId eni) {
    lastDueMillis.remove(eni);
  }

  void forget(InstanceId instance) {
    shown.remove(instance);
  }

  Collection<NetworkInterface> of(InstanceId instance) {
    TreeMap<EniId, NetworkInterface> enis = shown.get(instance);
    return enis == null ? List.of() : List.copyOf(enis.values());
  }
}

package io.berth.demo.rig;

import java.util.List;
import java.util.Map;

/// A node's pool as `berthctl pool --json` tells it.
///
/// @param instanceType of the node
/// @param ready whether the daemon serves
/// @param total addresses it knows, of all states
/// @param free addresses that a pod could have now
/// @param leased addresses that pods have
/// @param cooling addresses that rest after a pod
/// @param waiting requests that wait for an address
/// @param blocked what keeps the pool from growing; empty when nothing does
/// @param enis its network interfaces
public record PoolView(
    String instanceType,
    boolean ready,
    int total,
    int free,
    int leased,
    int cooling,
    int waiting,
    String blocked,
    List<Eni> enis) {

  /// One network interface.
  public record Eni(
      String id, int device, String primary, int total, int free, int leased, int cooling) {}

  public PoolView {
    enis = List.copyOf(enis);
  }

  /// @throws IllegalArgumentException naming the field that is missing
  static PoolView of(Map<String, Object> json) {
    return new PoolView(
        JsonFields.text(json, "instanceType"),
        JsonFields.flag(json, "ready"),
        JsonFields.number(json, "total"),
        JsonFields.number(json, "free"),
        JsonFields.number(json, "leased"),
        JsonFields.number(json, "cooling"),
        JsonFields.number(json, "waiting"),
        JsonFields.text(json, "blocked"),
        JsonFields.objects(json, "enis").stream().map(PoolView::eni).toList());
  }

  private static Eni eni(Map<String, Object> json) {
    return new Eni(
        JsonFields.text(json, "id"),
        JsonFields.number(json, "device"),
        JsonFields.text(json, "primary"),
        JsonFields.number(json, "total"),
        JsonFields.number(json, "free"),
        JsonFields.number(json, "leased"),
        JsonFields.number(json, "cooling"));
  }
}

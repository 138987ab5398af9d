package io.berth.ipam.pool;

import java.util.List;

/// Counts of one scan of the pool. Each slot was read once; a claim or release in flight may or may
/// not be in it, so the sum over ENIs is exact only at rest.
///
/// @param enis in the order in which the ENIs were first added
/// @param nextCoolingEndMillis boot clock; [AddressPool#NEVER] when nothing cools
public record PoolView(List<EniCounts> enis, long nextCoolingEndMillis) {

  public PoolView {
    enis = List.copyOf(enis);
  }

  public int total() {
    return enis.stream().mapToInt(EniCounts::total).sum();
  }

  public int free() {
    return enis.stream().mapToInt(EniCounts::free).sum();
  }

  public int leased() {
    return enis.stream().mapToInt(EniCounts::leased).sum();
  }

  public int cooling() {
    return enis.stream().mapToInt(EniCounts::cooling).sum();
  }

  public int retiring() {
    return enis.stream().mapToInt(EniCounts::retiring).sum();
  }
}

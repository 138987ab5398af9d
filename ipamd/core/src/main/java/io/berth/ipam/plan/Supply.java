package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;

/// What new pods can count on: the addresses of one kind, or of both, on all ENIs that do not
/// drain.
///
/// @param free addresses that may be leased
/// @param leased addresses that pods have
/// @param cooling addresses that come back later
/// @param coming addresses asked for in calls that have not ended
/// @param wholeFree portions of which every address is free
/// @param portionsComing portions asked for in calls that have not ended
record Supply(int free, int leased, int cooling, int coming, int wholeFree, int portionsComing) {

  static Supply of(PlanInput input, AddressKind kind) {
    int free = 0;
    int leased = 0;
    int cooling = 0;
    int wholeFree = 0;
    int portionsComing = input.beingCreated(kind);
    for (EniState eni : input.enis()) {
      if (!eni.draining()) {
        KindCounts counts = eni.counts(kind);
        free += counts.free();
        leased += counts.leased();
        cooling += counts.cooling();
        wholeFree += counts.wholeFree();
        portionsComing += counts.assigning();
      }
    }
    int coming = portionsComing * kind.addresses();
    return new Supply(free, leased, cooling, coming, wholeFree, portionsComing);
  }

  Supply plus(Supply other) {
    return new Supply(
        free + other.free,
        leased + other.leased,
        cooling + other.cooling,
        coming + other.coming,
        wholeFree + other.wholeFree,
        portionsComing + other.portionsComing);
  }

  /// Without what calls in flight may bring: what a surplus is counted on, because a call may fail.
  Supply present() {
    return new Supply(free, leased, cooling, 0, wholeFree, 0);
  }

  int total() {
    return free + leased + cooling + coming;
  }

  /// Free addresses once the calls in flight have ended and the waiting pods are served; negative
  /// when there are not enough. Cooling ones are not free.
  int available(int waiting) {
    return free + coming - waiting;
  }
}

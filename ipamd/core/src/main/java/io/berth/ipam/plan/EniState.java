package io.berth.ipam.plan;

import io.berth.ipam.model.EniId;

/// What the planner needs to know of one attached ENI that Berth manages.
///
/// @param id the ENI
/// @param deviceIndex 0 for the primary ENI, which is never removed
/// @param free addresses that may be leased
/// @param leased addresses that pods have
/// @param cooling released addresses that are not yet usable
/// @param retiring addresses being given back; they fill a slot until EC2 confirms
/// @param assigning addresses asked for in calls that have not ended
/// @param ageMillis time since it was attached
/// @param busy an action other than assigning is in flight: nothing is begun on it, its room is
///   expected back soon
public record EniState(
    EniId id,
    int deviceIndex,
    int free,
    int leased,
    int cooling,
    int retiring,
    int assigning,
    long ageMillis,
    boolean busy) {

  /// @throws IllegalArgumentException for a negative number
  public EniState {
    if (deviceIndex < 0
        || free < 0
        || leased < 0
        || cooling < 0
        || retiring < 0
        || assigning < 0
        || ageMillis < 0) {
      throw new IllegalArgumentException(
          "negative number in the state of "
              + id
              + ": device "
              + deviceIndex
              + ", free "
              + free
              + ", leased "
              + leased
              + ", cooling "
              + cooling
              + ", retiring "
              + retiring
              + ", assigning "
              + assigning
              + ", age "
              + ageMillis
              + " ms");
    }
  }

  public boolean isPrimary() {
    return deviceIndex == 0;
  }

  /// Slots taken on the ENI, also by calls in flight; its primary address is not among them.
  public int slotsTaken() {
    return free + leased + cooling + retiring + assigning;
  }

  /// Addresses the ENI holds and will keep, or soon holds.
  int held() {
    return free + leased + cooling + assigning;
  }

  /// Slots that another call may fill, now or when the action in flight has ended. An ENI on its
  /// way out has none: all its addresses are retiring.
  int roomSoon(int secondariesPerEni) {
    if (!busy) {
      return Math.max(secondariesPerEni - slotsTaken(), 0);
    }
    return held() == 0 ? 0 : Math.max(secondariesPerEni - held(), 0);
  }

  boolean carriesPods() {
    return leased > 0 || cooling > 0;
  }

  boolean isIdle() {
    return !busy && assigning == 0 && retiring == 0;
  }
}

package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a plan depends on.
///
/// @param limits of the instance type
/// @param kind in which portions to grow; `PREFIX` only where the limits support prefixes
/// @param targets what to keep ready
/// @param enis attached ENIs that Berth manages, sorted by device index; also one being detached,
///   until EC2 confirms
/// @param waiting pods that wait for an address now
/// @param unmanagedEnis other ENIs on the default card; they fill a device slot
/// @param enisBeingCreated ENIs asked for that are not yet in `enis`
/// @param singlesBeingCreated single addresses that those bring
/// @param prefixesBeingCreated prefixes that those bring
/// @param schedulable whether new pods may come to the node; if not, only waiting pods are served
/// @param growthAllowed `false` when Berth may change nothing at EC2; nothing is given back then
///   either
/// @param mayGiveBack `false` while there has not been a surplus for long enough; a draining ENI
///   does not wait for it
/// @param createSinglesHold not `null` while no ENI may be created with single addresses
/// @param createPrefixesHold not `null` while no ENI may be created with prefixes
/// @param nowMillis boot clock
public record PlanInput(
    InstanceLimits limits,
    AddressKind kind,
    WarmTargets targets,
    List<EniState> enis,
    int waiting,
    int unmanagedEnis,
    int enisBeingCreated,
    int singlesBeingCreated,
    int prefixesBeingCreated,
    boolean schedulable,
    boolean growthAllowed,
    boolean mayGiveBack,
    @Nullable Hold createSinglesHold,
    @Nullable Hold createPrefixesHold,
    long nowMillis) {

  /// @throws IllegalArgumentException for a negative number
  public PlanInput {
    enis = enis.stream().sorted(Comparator.comparingInt(EniState::deviceIndex)).toList();
    if (waiting < 0
        || unmanagedEnis < 0
        || enisBeingCreated < 0
        || singlesBeingCreated < 0
        || prefixesBeingCreated < 0) {
      throw new IllegalArgumentException(
          "negative number in a plan's input: waiting "
              + waiting
              + ", unmanaged ENIs "
              + unmanagedEnis
              + ", ENIs being created "
              + enisBeingCreated
              + ", their single addresses "
              + singlesBeingCreated
              + ", their prefixes "
              + prefixesBeingCreated);
    }
  }

  /// The kind that the node does not grow in; it may have some, from another time or because no
  /// prefix could be had.
  AddressKind otherKind() {
    return switch (kind) {
      case SINGLE -> AddressKind.PREFIX;
      case PREFIX -> AddressKind.SINGLE;
    };
  }

  int beingCreated(AddressKind ofKind) {
    return switch (ofKind) {
      case SINGLE -> singlesBeingCreated;
      case PREFIX -> prefixesBeingCreated;
    };
  }

  @Nullable Hold createHold(AddressKind ofKind) {
    return switch (ofKind) {
      case SINGLE -> createSinglesHold;
      case PREFIX -> createPrefixesHold;
    };
  }
}

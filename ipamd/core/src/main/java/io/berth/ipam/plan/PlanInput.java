package io.berth.ipam.plan;

import io.berth.ipam.model.InstanceLimits;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a plan depends on.
///
/// @param limits of the instance type
/// @param targets what to keep ready
/// @param enis attached ENIs that Berth manages, sorted by device index; also one being detached,
///   until EC2 confirms
/// @param waiting pods that wait for an address now
/// @param unmanagedEnis other ENIs on the default card; they fill a device slot
/// @param enisBeingCreated ENIs asked for that are not yet in `enis`
/// @param addressesBeingCreated secondary addresses that those bring
/// @param schedulable whether new pods may come to the node; if not, only waiting pods are served
/// @param assignHold not `null` while no address may be assigned
/// @param createHold not `null` while no ENI may be created
/// @param nowMillis boot clock
public record PlanInput(
    InstanceLimits limits,
    WarmTargets targets,
    List<EniState> enis,
    int waiting,
    int unmanagedEnis,
    int enisBeingCreated,
    int addressesBeingCreated,
    boolean schedulable,
    @Nullable Hold assignHold,
    @Nullable Hold createHold,
    long nowMillis) {

  /// @throws IllegalArgumentException for a negative number
  public PlanInput {
    enis = enis.stream().sorted(Comparator.comparingInt(EniState::deviceIndex)).toList();
    if (waiting < 0 || unmanagedEnis < 0 || enisBeingCreated < 0 || addressesBeingCreated < 0) {
      throw new IllegalArgumentException(
          "negative number in a plan's input: waiting "
              + waiting
              + ", unmanaged ENIs "
              + unmanagedEnis
              + ", ENIs being created "
              + enisBeingCreated
              + ", their addresses "
              + addressesBeingCreated);
    }
  }
}

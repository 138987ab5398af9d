package io.berth.ipam.plan;

import io.berth.ipam.model.EniId;

/// One thing to do at EC2. The actions of a plan are independent: all may run at once.
public sealed interface PlanAction {

  /// Add secondary addresses to an ENI.
  ///
  /// @param count at least 1
  record AssignAddresses(EniId eni, int count) implements PlanAction {
    public AssignAddresses {
      requirePositive(count);
    }
  }

  /// Create an ENI with secondary addresses and attach it.
  ///
  /// @param secondaries at least 1
  record CreateEni(int secondaries) implements PlanAction {
    public CreateEni {
      requirePositive(secondaries);
    }
  }

  /// Give free addresses of an ENI back.
  ///
  /// @param count at least 1
  record UnassignAddresses(EniId eni, int count) implements PlanAction {
    public UnassignAddresses {
      requirePositive(count);
    }
  }

  /// Detach and delete an ENI, none of whose addresses is leased or cooling.
  record RemoveEni(EniId eni) implements PlanAction {}

  private static void requirePositive(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("an action on " + count + " addresses");
    }
  }
}

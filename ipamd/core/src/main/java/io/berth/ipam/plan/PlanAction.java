package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;

/// One thing to do at EC2. The actions of a plan are independent, each on an ENI of its own: all
/// may run at once.
public sealed interface PlanAction {

  /// Add portions of addresses to an ENI.
  ///
  /// @param portions single addresses or prefixes; at least 1
  record Assign(EniId eni, AddressKind kind, int portions) implements PlanAction {
    public Assign {
      requirePositive(portions);
    }
  }

  /// Create an ENI with portions of addresses and attach it.
  ///
  /// @param portions single addresses or prefixes; at least 1
  record CreateEni(AddressKind kind, int portions) implements PlanAction {
    public CreateEni {
      requirePositive(portions);
    }
  }

  /// Give portions of an ENI back, only such as no pod has and none had within the cooling time. On
  /// a draining ENI those whose addresses retire already are meant too.
  ///
  /// @param portions single addresses or prefixes; at least 1
  record Unassign(EniId eni, AddressKind kind, int portions) implements PlanAction {
    public Unassign {
      requirePositive(portions);
    }
  }

  /// Detach and delete an ENI, none of whose addresses is leased or cooling.
  record RemoveEni(EniId eni) implements PlanAction {}

  private static void requirePositive(int portions) {
    if (portions < 1) {
      throw new IllegalArgumentException(
          "an action on " + portions + " portions of addresses: at least 1 is one");
    }
  }
}

package io.berth.ipam.reconcile;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.IpAddress;
import java.util.List;

/// What the control loop shows of itself after each turn. Immutable.
///
/// @param atBootMillis when it was taken
/// @param enis the attached ENIs
/// @param waiting requests without an address
/// @param creating ENIs on their way
/// @param assigning addresses asked for
/// @param ec2Answered whether EC2 has answered since the start
/// @param subnets where ENIs may be created, the best first
/// @param lost addresses that pods have or that cool, although EC2 no longer has them, in order
/// @param problems what does not keep the pool from its target and needs a person all the same, a
///   sentence each
/// @param blocked what keeps the pool from its target, as a sentence; empty when nothing does
/// @param blockedLabel the same as a metric label; empty when nothing does
public record NodeStatus(
    long atBootMillis,
    List<EniStatus> enis,
    int waiting,
    int creating,
    int assigning,
    boolean ec2Answered,
    List<SubnetSpace> subnets,
    List<IpAddress> lost,
    List<String> problems,
    String blocked,
    String blockedLabel) {

  public NodeStatus {
    enis = List.copyOf(enis);
    subnets = List.copyOf(subnets);
    lost = List.copyOf(lost);
    problems = List.copyOf(problems);
  }

  /// One ENI.
  ///
  /// @param eni as last known
  /// @param linkReady whether its link is set up
  /// @param draining whether it takes no new pods and goes when it is empty
  /// @param leaving whether it is on its way out
  public record EniStatus(Eni eni, boolean linkReady, boolean draining, boolean leaving) {}

  /// Before the first turn.
  static NodeStatus initial() {
    return new NodeStatus(
        0,
        List.of(),
        0,
        0,
        0,
        false,
        List.of(),
        List.of(),
        List.of(),
        "the daemon has just started",
        "starting");
  }
}

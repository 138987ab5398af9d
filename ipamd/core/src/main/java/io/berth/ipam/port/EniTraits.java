package io.berth.ipam.port;

import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.SecurityGroupId;
import java.util.List;

/// What EC2 tells of an attached ENI beyond what serving its addresses needs; not journaled, so
/// unknown after a restart until EC2 has answered.
///
/// @param type what it is for
/// @param tagged whether it carries this instance's tag, so that it was created here
/// @param deleteOnTermination whether it goes when the instance goes
/// @param securityGroups in EC2's order
/// @param tracking its time-outs of tracked connections
public record EniTraits(
    EniType type,
    boolean tagged,
    boolean deleteOnTermination,
    List<SecurityGroupId> securityGroups,
    ConnectionTracking tracking) {

  public EniTraits {
    securityGroups = List.copyOf(securityGroups);
  }

  public EniTraits withDeleteOnTermination() {
    return new EniTraits(type, tagged, true, securityGroups, tracking);
  }

  public EniTraits withSecurityGroups(List<SecurityGroupId> groups) {
    return new EniTraits(type, tagged, deleteOnTermination, groups, tracking);
  }
}

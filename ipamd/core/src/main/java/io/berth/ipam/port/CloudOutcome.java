package io.berth.ipam.port;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SubnetId;
import java.util.List;

/// What became of a [CloudRequest].
public sealed interface CloudOutcome {

  /// Answer to [CloudRequest.DescribeEnis]: every ENI whose attachment is `attached`.
  record Enis(List<Eni> enis) implements CloudOutcome {
    public Enis {
      enis = List.copyOf(enis);
    }
  }

  /// Answer to [CloudRequest.DescribeType].
  record Limits(InstanceLimits limits) implements CloudOutcome {}

  /// Answer to [CloudRequest.AssignAddresses]: only what this call added.
  record Assigned(Portions portions) implements CloudOutcome {}

  /// Answer to [CloudRequest.CreateEni].
  record Created(
      EniId eni,
      MacAddress mac,
      SubnetId subnet,
      Cidr subnetCidr,
      IpAddress primary,
      Portions portions)
      implements CloudOutcome {}

  /// Answer to [CloudRequest.AttachEni].
  record Attached(AttachmentId attachment) implements CloudOutcome {}

  /// Done, with nothing to tell.
  record Done() implements CloudOutcome {}

  /// Not done, or not known to be done.
  record Failed(CloudFailure failure) implements CloudOutcome {}
}

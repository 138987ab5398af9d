package io.berth.ipam.port;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SubnetId;
import java.util.List;
import java.util.Set;

/// What became of a [CloudRequest].
public sealed interface CloudOutcome {

  /// Answer to [CloudRequest.DescribeEnis]: every ENI whose attachment is `attached`.
  record Enis(List<EniSeen> enis) implements CloudOutcome {
    public Enis {
      enis = List.copyOf(enis);
    }

    /// The ENIs alone.
    public List<Eni> withoutTraits() {
      return enis.stream().map(EniSeen::eni).toList();
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

  /// Answer to a look at something other than this instance's ENIs.
  sealed interface Listing extends CloudOutcome {}

  /// Answer to [CloudRequest.DescribeSubnets]: those with an IPv4 block.
  record Subnets(List<SubnetSeen> subnets) implements Listing {
    public Subnets {
      subnets = List.copyOf(subnets);
    }
  }

  /// Answer to [CloudRequest.DescribeReservations].
  ///
  /// @param forPrefixes blocks from which EC2 takes prefixes only
  /// @param explicit blocks from which EC2 gives only what is asked for by name
  record Reservations(List<Cidr> forPrefixes, List<Cidr> explicit) implements Listing {
    public Reservations {
      forPrefixes = List.copyOf(forPrefixes);
      explicit = List.copyOf(explicit);
    }
  }

  /// Answer to [CloudRequest.DescribeAvailable].
  record AvailableEnis(List<EniAvailable> enis) implements Listing {
    public AvailableEnis {
      enis = List.copyOf(enis);
    }
  }

  /// Answer to [CloudRequest.DescribeInstances]: those that are not terminated.
  record Instances(Set<InstanceId> existing) implements Listing {
    public Instances {
      existing = Set.copyOf(existing);
    }
  }

  /// Done, with nothing to tell.
  record Done() implements CloudOutcome {}

  /// Not done, or not known to be done.
  record Failed(CloudFailure failure) implements CloudOutcome {}
}

package io.berth.ipam.port;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One call to EC2.
public sealed interface CloudRequest {

  /// All ENIs attached to the instance (DescribeNetworkInterfaces by attachment filter, all pages).
  record DescribeEnis(InstanceId instance) implements CloudRequest {}

  /// DescribeInstanceTypes for one type that the bundled table does not have.
  record DescribeType(String instanceType) implements CloudRequest {}

  /// AssignPrivateIpAddresses with a count of secondary addresses or of prefixes.
  record AssignAddresses(EniId eni, AddressKind kind, int count) implements CloudRequest {}

  /// UnassignPrivateIpAddresses; of one kind only, as EC2 takes no two in one call.
  record UnassignAddresses(EniId eni, Portions portions) implements CloudRequest {

    /// @throws IllegalArgumentException for both kinds, or none
    public UnassignAddresses {
      if (portions.singles().isEmpty() == portions.prefixes().isEmpty()) {
        throw new IllegalArgumentException(
            "one call gives back addresses or prefixes, not " + portions);
      }
    }
  }

  /// CreateNetworkInterface.
  ///
  /// @param clientToken makes a repeated call harmless; at most 64 ASCII characters
  /// @param kind what to create it with
  /// @param count how many of them
  /// @param tags written with the creation, so that an ENI never exists without its owner
  /// @param tracking time-outs of tracked connections
  record CreateEni(
      String clientToken,
      SubnetId subnet,
      List<SecurityGroupId> securityGroups,
      AddressKind kind,
      int count,
      String description,
      SortedMap<String, String> tags,
      ConnectionTracking tracking)
      implements CloudRequest {
    public CreateEni {
      securityGroups = List.copyOf(securityGroups);
      tags = new TreeMap<>(tags);
    }

    /// With EC2's time-outs of tracked connections.
    public CreateEni(
        String clientToken,
        SubnetId subnet,
        List<SecurityGroupId> securityGroups,
        AddressKind kind,
        int count,
        String description,
        SortedMap<String, String> tags) {
      this(
          clientToken,
          subnet,
          securityGroups,
          kind,
          count,
          description,
          tags,
          ConnectionTracking.DEFAULT);
    }
  }

  /// AttachNetworkInterface on network card 0.
  record AttachEni(EniId eni, InstanceId instance, int deviceIndex) implements CloudRequest {}

  /// ModifyNetworkInterfaceAttribute: the ENI goes when the instance goes.
  record DeleteOnTermination(EniId eni, AttachmentId attachment) implements CloudRequest {}

  /// ModifyNetworkInterfaceAttribute: the ENI's groups are these and no others.
  record SetSecurityGroups(EniId eni, List<SecurityGroupId> groups) implements CloudRequest {

    /// @throws IllegalArgumentException without a group, which EC2 refuses
    public SetSecurityGroups {
      groups = List.copyOf(groups);
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("no security group for " + eni);
      }
    }
  }

  /// DetachNetworkInterface.
  record DetachEni(EniId eni, AttachmentId attachment) implements CloudRequest {}

  /// DeleteNetworkInterface.
  record DeleteEni(EniId eni) implements CloudRequest {}

  /// DescribeSubnets: those of a VPC in one availability zone.
  record DescribeSubnets(VpcId vpc, String availabilityZone) implements CloudRequest {}

  /// GetSubnetCidrReservations: the IPv4 blocks of a subnet that EC2 keeps for one use.
  record DescribeReservations(SubnetId subnet) implements CloudRequest {}

  /// ENIs of a VPC that are attached to nothing (DescribeNetworkInterfaces with filters, all
  /// pages).
  ///
  /// @param tags all of which they carry; not empty
  record DescribeAvailable(VpcId vpc, SortedMap<String, String> tags) implements CloudRequest {

    /// @throws IllegalArgumentException without a tag: that would be everybody's
    public DescribeAvailable {
      tags = new TreeMap<>(tags);
      if (tags.isEmpty()) {
        throw new IllegalArgumentException("a look at all available ENIs of " + vpc);
      }
    }
  }

  /// Which of some instances exist (DescribeInstances by filter).
  ///
  /// @param instances 1 to 200, as many as EC2 takes values of a filter
  record DescribeInstances(List<InstanceId> instances) implements CloudRequest {

    /// EC2 takes so many values of a filter.
    public static final int MAX_INSTANCES = 200;

    /// @throws IllegalArgumentException for none or too many
    public DescribeInstances {
      instances = List.copyOf(instances);
      if (instances.isEmpty() || instances.size() > MAX_INSTANCES) {
        throw new IllegalArgumentException(
            "a look at "
                + instances.size()
                + " instances; 1 to "
                + MAX_INSTANCES
                + " are possible");
      }
    }
  }
}

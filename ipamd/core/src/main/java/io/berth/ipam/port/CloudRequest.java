package io.berth.ipam.port;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
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
  record CreateEni(
      String clientToken,
      SubnetId subnet,
      List<SecurityGroupId> securityGroups,
      AddressKind kind,
      int count,
      String description,
      SortedMap<String, String> tags)
      implements CloudRequest {
    public CreateEni {
      securityGroups = List.copyOf(securityGroups);
      tags = new TreeMap<>(tags);
    }
  }

  /// AttachNetworkInterface on network card 0.
  record AttachEni(EniId eni, InstanceId instance, int deviceIndex) implements CloudRequest {}

  /// ModifyNetworkInterfaceAttribute: the ENI goes when the instance goes.
  record DeleteOnTermination(EniId eni, AttachmentId attachment) implements CloudRequest {}

  /// DetachNetworkInterface.
  record DetachEni(EniId eni, AttachmentId attachment) implements CloudRequest {}

  /// DeleteNetworkInterface.
  record DeleteEni(EniId eni) implements CloudRequest {}
}

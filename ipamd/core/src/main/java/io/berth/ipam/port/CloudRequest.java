package io.berth.ipam.port;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// One call to EC2.
public sealed interface CloudRequest {

  /// All ENIs attached to the instance (DescribeNetworkInterfaces by attachment filter, all pages).
  record DescribeEnis(InstanceId instance) implements CloudRequest {}

  /// AssignPrivateIpAddresses with a count.
  record AssignAddresses(EniId eni, int count) implements CloudRequest {}

  /// UnassignPrivateIpAddresses.
  record UnassignAddresses(EniId eni, List<IpAddress> addresses) implements CloudRequest {
    public UnassignAddresses {
      addresses = List.copyOf(addresses);
    }
  }

  /// CreateNetworkInterface.
  ///
  /// @param clientToken makes a repeated call harmless; at most 64 ASCII characters
  /// @param secondaries how many secondary addresses to create it with
  /// @param tags written with the creation, so that an ENI never exists without its owner
  record CreateEni(
      String clientToken,
      SubnetId subnet,
      List<SecurityGroupId> securityGroups,
      int secondaries,
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

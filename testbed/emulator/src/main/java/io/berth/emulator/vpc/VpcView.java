package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A live look at the model, in order of ids. Valid on the model's thread, until the next command.
public interface VpcView {

  Collection<Vpc> vpcs();

  Collection<Subnet> subnets();

  Collection<SecurityGroup> securityGroups();

  /// CIDR reservations of all subnets.
  Collection<CidrReservation> reservations();

  /// Terminated ones included.
  Collection<Instance> instances();

  Collection<NetworkInterface> interfaces();

  @Nullable Vpc vpc(VpcId id);

  @Nullable Subnet subnet(SubnetId id);

  @Nullable SecurityGroup securityGroup(SecurityGroupId id);

  @Nullable Instance instance(InstanceId id);

  @Nullable NetworkInterface networkInterface(EniId id);

  /// The ENI with this attachment, or `null`.
  @Nullable NetworkInterface attached(AttachmentId id);

  /// ENIs attached to an instance, those in transition included.
  List<NetworkInterface> interfacesOf(InstanceId instance);

  /// The ENI that has an address, as its own or in a prefix, or `null`.
  @Nullable NetworkInterface holder(IpAddress address);

  /// EC2's `availableIpAddressCount`.
  ///
  /// @throws IllegalStateException for an unknown subnet
  int freeAddresses(SubnetId subnet);

  /// The tags of a resource, by its id; empty for one without.
  Map<String, String> tags(String resource);
}

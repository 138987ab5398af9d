package io.berth.emulator.vpc;

import org.jspecify.annotations.Nullable;

/// The actions of the EC2 API that the testbed serves.
public enum Action {
  DESCRIBE_INSTANCES("DescribeInstances"),
  DESCRIBE_INSTANCE_TYPES("DescribeInstanceTypes"),
  DESCRIBE_NETWORK_INTERFACES("DescribeNetworkInterfaces"),
  DESCRIBE_SUBNETS("DescribeSubnets"),
  DESCRIBE_VPCS("DescribeVpcs"),
  DESCRIBE_SECURITY_GROUPS("DescribeSecurityGroups"),
  CREATE_NETWORK_INTERFACE("CreateNetworkInterface"),
  ATTACH_NETWORK_INTERFACE("AttachNetworkInterface"),
  MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ModifyNetworkInterfaceAttribute"),
  DETACH_NETWORK_INTERFACE("DetachNetworkInterface"),
  DELETE_NETWORK_INTERFACE("DeleteNetworkInterface"),
  ASSIGN_PRIVATE_IP_ADDRESSES("AssignPrivateIpAddresses"),
  UNASSIGN_PRIVATE_IP_ADDRESSES("UnassignPrivateIpAddresses"),
  CREATE_TAGS("CreateTags"),
  CREATE_SUBNET_CIDR_RESERVATION("CreateSubnetCidrReservation"),
  DELETE_SUBNET_CIDR_RESERVATION("DeleteSubnetCidrReservation"),
  GET_SUBNET_CIDR_RESERVATIONS("GetSubnetCidrReservations"),
  ASSIGN_IPV6_ADDRESSES("AssignIpv6Addresses"),
  UNASSIGN_IPV6_ADDRESSES("UnassignIpv6Addresses"),
  DELETE_TAGS("DeleteTags"),
  RUN_INSTANCES("RunInstances"),
  TERMINATE_INSTANCES("TerminateInstances"),
  CREATE_VPC("CreateVpc"),
  DELETE_VPC("DeleteVpc"),
  CREATE_SUBNET("CreateSubnet"),
  DELETE_SUBNET("DeleteSubnet"),
  CREATE_SECURITY_GROUP("CreateSecurityGroup"),
  DELETE_SECURITY_GROUP("DeleteSecurityGroup");

  private final String wireName;

  Action(String wireName) {
    this.wireName = wireName;
  }

  /// The name in the API, for example `DescribeSubnets`.
  public String wireName() {
    return wireName;
  }

  /// Whether it only shows what there is.
  public boolean isRead() {
    return wireName.startsWith("Describe") || wireName.startsWith("Get");
  }

  /// The action of this name, or `null` when the testbed does not serve it.
  public static @Nullable Action find(String wireName) {
    for (Action action : values()) {
      if (action.wireName.equals(wireName)) {
        return action;
      }
    }
    return null;
  }
}

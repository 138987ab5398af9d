package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;

/// Finds the reader of each action's parameters.
final class Requests {

  private final Listing<Instance> instances;
  private final Listing<InstanceLimits> types;
  private final Listing<NetworkInterface> interfaces;
  private final Listing<Subnet> subnets;
  private final Listing<Vpc> vpcs;
  private final Listing<SecurityGroup> groups;
  private final InterfaceActions actions;
  private final ReservationActions reservations;
  private final SetupActions setup;

  Requests(VpcSettings settings, InstanceTypes allTypes) {
    this.instances = InstanceListing.of(settings);
    this.types = TypeListing.of(allTypes);
    this.interfaces = InterfaceListing.of(settings);
    this.subnets = PlaceListings.subnets(settings);
    this.vpcs = PlaceListings.vpcs(settings);
    this.groups = PlaceListings.groups(settings);
    this.actions = new InterfaceActions(settings);
    this.reservations = new ReservationActions(settings);
    this.setup = new SetupActions(settings);
  }

  /// @throws RefusedException when the parameters make no sense
  Prepared prepare(Action action, Parameters parameters) {
    return switch (action) {
      case DESCRIBE_INSTANCES -> instances.prepare(parameters);
      case DESCRIBE_INSTANCE_TYPES -> types.prepare(parameters);
      case DESCRIBE_NETWORK_INTERFACES -> interfaces.prepare(parameters);
      case DESCRIBE_SUBNETS -> subnets.prepare(parameters);
      case DESCRIBE_VPCS -> vpcs.prepare(parameters);
      case DESCRIBE_SECURITY_GROUPS -> groups.prepare(parameters);
      case CREATE_NETWORK_INTERFACE -> actions.create(parameters);
      case ATTACH_NETWORK_INTERFACE -> actions.attach(parameters);
      case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> actions.modify(parameters);
      case DETACH_NETWORK_INTERFACE -> actions.detach(parameters);
      case DELETE_NETWORK_INTERFACE -> actions.delete(parameters);
      case ASSIGN_PRIVATE_IP_ADDRESSES -> AddressActions.assign(parameters);
      case UNASSIGN_PRIVATE_IP_ADDRESSES -> AddressActions.unassign(parameters);
      case CREATE_TAGS -> actions.tag(parameters);
      case CREATE_SUBNET_CIDR_RESERVATION -> reservations.create(parameters);
      case DELETE_SUBNET_CIDR_RESERVATION -> reservations.delete(parameters);
      case GET_SUBNET_CIDR_RESERVATIONS -> reservations.list(parameters);
      case ASSIGN_IPV6_ADDRESSES -> AddressActions.assignIpv6(parameters);
      case UNASSIGN_IPV6_ADDRESSES -> AddressActions.unassignIpv6(parameters);
      case DELETE_TAGS -> SetupActions.deleteTags(parameters);
      case RUN_INSTANCES -> setup.runInstances(parameters);
      case TERMINATE_INSTANCES -> setup.terminateInstances(parameters);
      case CREATE_VPC -> setup.createVpc(parameters);
      case DELETE_VPC -> setup.deleteVpc(parameters);
      case CREATE_SUBNET -> setup.createSubnet(parameters);
      case DELETE_SUBNET -> setup.deleteSubnet(parameters);
      case CREATE_SECURITY_GROUP -> setup.createGroup(parameters);
      case DELETE_SECURITY_GROUP -> setup.deleteGroup(parameters);
    };
  }

  /// Source: botocore's model; the Assign and Unassign actions have no `DryRun`.
  static boolean allowsDryRun(Action action) {
    return action != Action.ASSIGN_PRIVATE_IP_ADDRESSES
        && action != Action.UNASSIGN_PRIVATE_IP_ADDRESSES
        && action != Action.ASSIGN_IPV6_ADDRESSES
        && action != Action.UNASSIGN_IPV6_ADDRESSES;
  }
}

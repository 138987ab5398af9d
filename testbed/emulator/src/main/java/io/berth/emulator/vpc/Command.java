package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that can be asked of the model.
public sealed interface Command {

  /// A call of the EC2 API: it has a latency, and faults can hit it.
  sealed interface Call extends Command {
    Action action();
  }

  /// What the owner of the testbed does: at once, no latency, no faults.
  sealed interface Setup extends Command {}

  /// A call that changes nothing: a describe, or any action with `DryRun`. Success allows the
  /// caller to read the model's state.
  ///
  /// @param wholeList a describe without ids, filters and `MaxResults`, which EC2 throttles harder
  record Look(Action action, boolean wholeList) implements Call {
    public Look(Action action) {
      this(action, false);
    }
  }

  /// @param clientToken makes the call idempotent; empty for none
  record CreateInterface(
      SubnetId subnet,
      String description,
      List<SecurityGroupId> groups,
      Ipv4Request ipv4,
      Map<String, String> tags,
      String clientToken,
      ConnectionTracking tracking)
      implements Call {

    public CreateInterface {
      groups = List.copyOf(groups);
      tags = Map.copyOf(tags);
    }

    /// With EC2's time-outs of tracked connections.
    public CreateInterface(
        SubnetId subnet,
        String description,
        List<SecurityGroupId> groups,
        Ipv4Request ipv4,
        Map<String, String> tags,
        String clientToken) {
      this(subnet, description, groups, ipv4, tags, clientToken, ConnectionTracking.DEFAULT);
    }

    @Override
    public Action action() {
      return Action.CREATE_NETWORK_INTERFACE;
    }
  }

  record AttachInterface(EniId eni, InstanceId instance, int deviceIndex, int cardIndex)
      implements Call {
    @Override
    public Action action() {
      return Action.ATTACH_NETWORK_INTERFACE;
    }
  }

  record ModifyInterface(EniId eni, Modification modification) implements Call {
    @Override
    public Action action() {
      return Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE;
    }
  }

  record DetachInterface(AttachmentId attachment) implements Call {
    @Override
    public Action action() {
      return Action.DETACH_NETWORK_INTERFACE;
    }
  }

  record DeleteInterface(EniId eni) implements Call {
    @Override
    public Action action() {
      return Action.DELETE_NETWORK_INTERFACE;
    }
  }

  /// @param allowReassignment whether another ENI's secondary addresses may be moved here
  record AssignAddresses(EniId eni, Ipv4Request ipv4, boolean allowReassignment) implements Call {
    @Override
    public Action action() {
      return Action.ASSIGN_PRIVATE_IP_ADDRESSES;
    }
  }

  record UnassignAddresses(EniId eni, List<IpAddress> addresses, List<Cidr> prefixes)
      implements Call {

    public UnassignAddresses {
      addresses = List.copyOf(addresses);
      prefixes = List.copyOf(prefixes);
    }

    @Override
    public Action action() {
      return Action.UNASSIGN_PRIVATE_IP_ADDRESSES;
    }
  }

  record CreateTags(List<String> resources, Map<String, String> tags) implements Call {

    public CreateTags {
      resources = List.copyOf(resources);
      tags = Map.copyOf(tags);
    }

    @Override
    public Action action() {
      return Action.CREATE_TAGS;
    }
  }

  /// One of the keys is named with a value when only that value is meant.
  ///
  /// @param tags empty for all of a resource's tags
  record DeleteTags(List<String> resources, List<TagMatch> tags) implements Call {

    /// @param value `null` for any
    public record TagMatch(String key, @Nullable String value) {}

    public DeleteTags {
      resources = List.copyOf(resources);
      tags = List.copyOf(tags);
    }

    @Override
    public Action action() {
      return Action.DELETE_TAGS;
    }
  }

  /// @param named wanted addresses and /80 blocks
  /// @param count how many addresses the subnet shall choose
  /// @param prefixCount how many blocks the subnet shall choose
  record AssignIpv6(EniId eni, Ipv6Holding named, int count, int prefixCount) implements Call {
    @Override
    public Action action() {
      return Action.ASSIGN_IPV6_ADDRESSES;
    }
  }

  record UnassignIpv6(EniId eni, Ipv6Holding gone) implements Call {
    @Override
    public Action action() {
      return Action.UNASSIGN_IPV6_ADDRESSES;
    }
  }

  /// What the owner of the testbed does, done through the API: with latency, limits and faults.
  ///
  /// @param tags of what is created; empty for a step that creates nothing
  record Administer(Action action, Setup step, Map<String, String> tags) implements Call {
    public Administer {
      tags = Map.copyOf(tags);
    }
  }

  /// @param clientToken makes the call idempotent; empty for none
  /// @param minCount with fewer than these the call fails and nothing is started
  record RunInstances(
      String clientToken,
      RunInstance each,
      int minCount,
      int maxCount,
      Map<String, String> tags,
      Map<String, String> interfaceTags)
      implements Call {

    public RunInstances {
      tags = Map.copyOf(tags);
      interfaceTags = Map.copyOf(interfaceTags);
    }

    @Override
    public Action action() {
      return Action.RUN_INSTANCES;
    }
  }

  /// All of them or, when one does not exist, none.
  record TerminateInstances(List<InstanceId> instances) implements Call {
    public TerminateInstances {
      instances = List.copyOf(instances);
    }

    @Override
    public Action action() {
      return Action.TERMINATE_INSTANCES;
    }
  }

  record CreateCidrReservation(
      SubnetId subnet, Cidr cidr, CidrReservation.Type type, String description) implements Call {
    @Override
    public Action action() {
      return Action.CREATE_SUBNET_CIDR_RESERVATION;
    }
  }

  record DeleteCidrReservation(String id) implements Call {
    @Override
    public Action action() {
      return Action.DELETE_SUBNET_CIDR_RESERVATION;
    }
  }

  /// Others take addresses of a subnet, spread so that no aligned /28 stays free, until only this
  /// share of the subnet is free. What ENIs of the model hold stays theirs; an earlier occupation
  /// of the subnet ends.
  ///
  /// @param freePercent of all addresses of the subnet, 0 to 100; at most fifteen of sixteen can
  ///   stay free
  record OccupySubnet(SubnetId subnet, int freePercent) implements Setup {}

  /// The occupation of a subnet ends.
  record VacateSubnet(SubnetId subnet) implements Setup {}

  /// @param cidr the first block, IPv4, /16 to /28
  ///
  /// @param ipv6 whether it gets an IPv6 block too
  record CreateVpc(Cidr cidr, boolean ipv6) implements Setup {
    public CreateVpc(Cidr cidr) {
      this(cidr, false);
    }
  }

  record DeleteVpc(VpcId vpc) implements Setup {}

  /// @param ipv6 a /64 of the VPC's IPv6 block, or `null` for none
  record CreateSubnet(VpcId vpc, Cidr cidr, String zone, @Nullable Cidr ipv6) implements Setup {
    public CreateSubnet(VpcId vpc, Cidr cidr, String zone) {
      this(vpc, cidr, zone, null);
    }
  }

  record DeleteSubnet(SubnetId subnet) implements Setup {}

  record DeleteSecurityGroup(SecurityGroupId group) implements Setup {}

  record CreateSecurityGroup(VpcId vpc, String name, String description) implements Setup {}

  /// @param groups empty for the VPC's default group
  record RunInstance(String instanceType, SubnetId subnet, List<SecurityGroupId> groups)
      implements Setup {
    public RunInstance {
      groups = List.copyOf(groups);
    }
  }

  record TerminateInstance(InstanceId instance) implements Setup {}

  /// What ModifyNetworkInterfaceAttribute changes; one thing a call.
  sealed interface Modification {
    record Groups(List<SecurityGroupId> groups) implements Modification {
      public Groups {
        groups = List.copyOf(groups);
      }
    }

    record Description(String text) implements Modification {}

    record Tracking(ConnectionTracking tracking) implements Modification {}

    record SourceDestCheck(boolean check) implements Modification {}

    record DeleteOnTermination(AttachmentId attachment, boolean delete) implements Modification {}
  }
}

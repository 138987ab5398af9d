package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the owner of the testbed sets up: VPCs, subnets, groups, instances; and tags on anything.
final class SetupCommands {

  private static final long IPV6_BASE = 0xfd00_be27_0000_0000L;

  private final VpcState state;
  private final Ids ids;
  private final InterfaceCommands interfaces;
  private final InstanceTypes types;
  private final VpcSettings settings;
  private final RandomGenerator random;
  private long ipv6Blocks;

  SetupCommands(
      VpcState state,
      Ids ids,
      InterfaceCommands interfaces,
      InstanceTypes types,
      VpcSettings settings,
      RandomGenerator random) {
    this.state = state;
    this.ids = ids;
    this.interfaces = interfaces;
    this.types = types;
    this.settings = settings;
    this.random = random;
  }

  Outcome createVpc(Cidr cidr, boolean ipv6) {
    if (!cidr.network().isIpv4() || cidr.prefixLength() < 16 || cidr.prefixLength() > 28) {
      return ApiErrors.refuse(
          "InvalidVpc.Range", "The CIDR '" + cidr + "' is invalid: IPv4, /16 to /28.");
    }
    for (Vpc other : state.vpcs()) {
      for (Cidr block : other.cidrs()) {
        if (block.contains(cidr) || cidr.contains(block)) {
          return ApiErrors.refuse(
              "InvalidVpc.Range",
              "The CIDR '"
                  + cidr
                  + "' overlaps VPC "
                  + other.id()
                  + "; the testbed's network carries each address once.");
        }
      }
    }
    VpcId id = new VpcId(ids.next("vpc"));
    SecurityGroup group =
        new SecurityGroup(
            new SecurityGroupId(ids.next("sg")), id, "default", "default VPC security group");
    state.put(group);
    Vpc vpc = new Vpc(id, List.of(cidr), group.id(), ipv6 ? nextIpv6() : null);
    state.put(vpc);
    return new Outcome.VpcCreated(vpc);
  }

  /// The next /56 of the testbed's own: unique local addresses (RFC 4193), which no provider
  /// routes.
  private Cidr nextIpv6() {
    return new Cidr(new IpAddress(IPV6_BASE + (ipv6Blocks++ << 8), 0), 56);
  }

  Outcome createSubnet(Command.CreateSubnet command) {
    Vpc vpc = state.vpc(command.vpc());
    if (vpc == null) {
      return ApiErrors.vpcNotFound(command.vpc());
    }
    Cidr cidr = command.cidr();
    if (cidr.prefixLength() > 28 || vpc.cidrs().stream().noneMatch(c -> c.contains(cidr))) {
      return ApiErrors.refuse(
          "InvalidSubnet.Range", "The CIDR '" + cidr + "' is invalid for VPC " + vpc.id() + ".");
    }
    for (Subnet other : state.subnets()) {
      boolean overlaps = other.cidr().contains(cidr) || cidr.contains(other.cidr());
      if (overlaps && other.vpc().equals(vpc.id())) {
        return ApiErrors.refuse(
            "InvalidSubnet.Conflict", "The CIDR '" + cidr + "' conflicts with another subnet");
      }
    }
    String zone = command.zone();
    if (!zone.startsWith(settings.region()) || zone.length() != settings.region().length() + 1) {
      return ApiErrors.invalid(
          "Zone '" + zone + "' is not of region " + settings.region() + " (its name and a letter)");
    }
    Cidr ipv6 = command.ipv6();
    if (ipv6 != null && !fits(ipv6, vpc)) {
      return ApiErrors.refuse(
          "InvalidSubnet.Range", "The CIDR '" + ipv6 + "' is no free /64 of VPC " + vpc.id() + ".");
    }
    Subnet subnet = new Subnet(new SubnetId(ids.next("subnet")), vpc.id(), cidr, zone, ipv6);
    state.put(subnet, new SubnetAllocator(cidr, settings.policy(), random));
    return new Outcome.SubnetCreated(subnet);
  }

  private boolean fits(Cidr ipv6, Vpc vpc) {
    return vpc.ipv6() != null
        && ipv6.prefixLength() == 64
        && vpc.ipv6().contains(ipv6)
        && state.subnets().stream().noneMatch(other -> ipv6.equals(other.ipv6()));
  }

  Outcome deleteVpc(VpcId id) {
    Vpc vpc = state.vpc(id);
    if (vpc == null) {
      return ApiErrors.vpcNotFound(id);
    }
    boolean inUse =
        state.subnets().stream().anyMatch(subnet -> subnet.vpc().equals(id))
            || state.securityGroups().stream()
                .anyMatch(g -> g.vpc().equals(id) && !g.id().equals(vpc.defaultGroup()));
    if (inUse) {
      return hasDependencies("vpc", id);
    }
    state.remove(vpc.defaultGroup());
    state.remove(id);
    return new Outcome.Done();
  }

  Outcome deleteSubnet(SubnetId id) {
    if (state.subnet(id) == null) {
      return ApiErrors.subnetNotFound(id);
    }
    if (state.interfaces().stream().anyMatch(eni -> eni.subnet().equals(id))) {
      return hasDependencies("subnet", id);
    }
    state.remove(id);
    return new Outcome.Done();
  }

  Outcome deleteGroup(SecurityGroupId id) {
    if (state.securityGroup(id) == null) {
      return unknown(id.value());
    }
    if (state.vpcs().stream().anyMatch(vpc -> vpc.defaultGroup().equals(id))) {
      return ApiErrors.refuse(
          "CannotDelete", "the specified group: \"" + id + "\" is the default group of its VPC");
    }
    if (state.interfaces().stream().anyMatch(eni -> eni.groups().contains(id))) {
      return hasDependencies("resource", id);
    }
    state.remove(id);
    return new Outcome.Done();
  }

  private static Outcome hasDependencies(String kind, Object id) {
    return ApiErrors.refuse(
        "DependencyViolation",
        "The " + kind + " '" + id + "' has dependencies and cannot be deleted.");
  }

  Outcome createReservation(Command.CreateCidrReservation command) {
    Subnet subnet = state.subnet(command.subnet());
    if (subnet == null) {
      return ApiErrors.subnetNotFound(command.subnet());
    }
    Cidr cidr = command.cidr();
    if (!subnet.cidr().contains(cidr)) {
      return ApiErrors.invalid(
          "The CIDR '" + cidr + "' is not within the CIDR of subnet " + subnet.id());
    }
    if (command.type() == CidrReservation.Type.PREFIX
        && cidr.prefixLength() > SubnetAllocator.PREFIX_LENGTH) {
      return ApiErrors.invalid("A reservation for prefixes is a /28 or larger, not " + cidr);
    }
    for (CidrReservation other : reservationsOf(subnet.id())) {
      if (other.cidr().contains(cidr) || cidr.contains(other.cidr())) {
        return ApiErrors.refuse(
            "InvalidSubnet.Conflict",
            "The CIDR '" + cidr + "' conflicts with reservation " + other.id());
      }
    }
    CidrReservation reservation =
        new CidrReservation(
            ids.next("scr"), subnet.id(), cidr, command.type(), command.description());
    state.put(reservation);
    state.allocator(subnet.id()).reserve(reservationsOf(subnet.id()));
    return new Outcome.Reservation(reservation);
  }

  Outcome deleteReservation(String id) {
    CidrReservation gone = state.removeReservation(id);
    if (gone == null) {
      return ApiErrors.refuse(
          "InvalidSubnetCidrReservationID.NotFound",
          "The subnet CIDR reservation ID '" + id + "' does not exist");
    }
    state.allocator(gone.subnet()).reserve(reservationsOf(gone.subnet()));
    return new Outcome.Reservation(gone);
  }

  private List<CidrReservation> reservationsOf(SubnetId subnet) {
    return state.reservations().stream().filter(r -> r.subnet().equals(subnet)).toList();
  }

  Outcome occupy(Command.OccupySubnet command) {
    Subnet subnet = state.subnet(command.subnet());
    if (subnet == null) {
      return ApiErrors.subnetNotFound(command.subnet());
    }
    int percent = command.freePercent();
    if (percent < 0 || percent > 100) {
      return ApiErrors.invalid("The free share must be 0 to 100 percent, not " + percent);
    }
    SubnetAllocator allocator = state.allocator(subnet.id());
    allocator.occupy((int) (subnet.cidr().size() * percent / 100));
    return new Outcome.SubnetOccupied(allocator.freeCount());
  }

  Outcome vacate(SubnetId id) {
    if (state.subnet(id) == null) {
      return ApiErrors.subnetNotFound(id);
    }
    SubnetAllocator allocator = state.allocator(id);
    allocator.vacate();
    return new Outcome.SubnetOccupied(allocator.freeCount());
  }

  Outcome createGroup(Command.CreateSecurityGroup command) {
    if (state.vpc(command.vpc()) == null) {
      return ApiErrors.vpcNotFound(command.vpc());
    }
    for (SecurityGroup other : state.securityGroups()) {
      if (other.vpc().equals(command.vpc()) && other.name().equals(command.name())) {
        return ApiErrors.refuse(
            "InvalidGroup.Duplicate",
            "The security group '" + command.name() + "' already exists for " + command.vpc());
      }
    }
    SecurityGroup group =
        new SecurityGroup(
            new SecurityGroupId(ids.next("sg")),
            command.vpc(),
            command.name(),
            command.description());
    state.put(group);
    return new Outcome.GroupCreated(group);
  }

  Outcome runInstance(Command.RunInstance command, long nowMillis) {
    InstanceLimits limits = types.find(command.instanceType());
    if (limits == null) {
      return ApiErrors.refuse(
          "InvalidInstanceType",
          "The following supplied instance types do not exist: [" + command.instanceType() + "]");
    }
    Outcome made =
        interfaces.create(
            new Command.CreateInterface(
                command.subnet(), "", command.groups(), Ipv4Request.NONE, Map.of(), ""),
            nowMillis);
    if (!(made instanceof Outcome.InterfaceCreated(NetworkInterface eni))) {
      return made;
    }
    InstanceId id = new InstanceId(ids.next("i"));
    Instance instance =
        new Instance(
            id,
            state.instances().size() + 1,
            limits,
            eni.subnet(),
            eni.vpc(),
            eni.zone(),
            eni.groups(),
            nowMillis,
            true);
    state.put(instance);
    state.put(
        eni.withAttachment(
            new Attachment(
                new AttachmentId(ids.next("eni-attach")),
                id,
                0,
                limits.defaultCard(),
                Attachment.Status.ATTACHED,
                nowMillis,
                true)));
    return new Outcome.InstanceStarted(instance);
  }

  /// Deletes the ENIs that go with the instance and frees the others (EC2 user guide, "Terminate
  /// instances").
  Outcome terminate(InstanceId id) {
    Instance instance = state.instance(id);
    if (instance == null) {
      return ApiErrors.instanceNotFound(id);
    }
    for (NetworkInterface eni : state.interfacesOf(id)) {
      Attachment attachment = eni.attachment();
      if (attachment != null && attachment.deleteOnTermination()) {
        interfaces.release(eni);
      } else {
        state.put(eni.withAttachment(null));
      }
    }
    state.put(instance.terminated());
    return new Outcome.Done();
  }

  Outcome createTags(Command.CreateTags command) {
    for (String resource : command.resources()) {
      if (!state.exists(resource)) {
        return unknown(resource);
      }
      Outcome.@Nullable Failure refusal = TagRules.check(state.tags(resource), command.tags());
      if (refusal != null) {
        return refusal;
      }
    }
    command.resources().forEach(resource -> state.tag(resource, command.tags()));
    return new Outcome.Done();
  }

  Outcome deleteTags(Command.DeleteTags command) {
    for (String resource : command.resources()) {
      if (!state.exists(resource)) {
        return unknown(resource);
      }
    }
    for (String resource : command.resources()) {
      Map<String, String> present = Map.copyOf(state.tags(resource));
      List<String> keys =
          present.keySet().stream()
              .filter(key ->
                  command.tags().isEmpty()
                      || command.tags().stream().anyMatch(t -> hits(t, key, present)))
              .toList();
      state.untag(resource, keys);
    }
    return new Outcome.Done();
  }

  private static boolean hits(
      Command.DeleteTags.TagMatch wanted, String key, Map<String, String> present) {
    return wanted.key().equals(key)
        && (wanted.value() == null || wanted.value().equals(present.get(key)));
  }

  private static Outcome.Failure unknown(String resource) {
    int dash = resource.indexOf('-');
    return switch (dash < 0 ? "" : resource.substring(0, dash)) {
      case "eni" -> ApiErrors.interfaceNotFound(new EniId(resource));
      case "i" -> ApiErrors.instanceNotFound(new InstanceId(resource));
      case "subnet" -> ApiErrors.subnetNotFound(new SubnetId(resource));
      case "vpc" -> ApiErrors.vpcNotFound(new VpcId(resource));
      case "sg" ->
          ApiErrors.refuse(
              "InvalidGroup.NotFound", "The security group '" + resource + "' does not exist");
      default -> ApiErrors.refuse("InvalidID", "The ID '" + resource + "' is not valid");
    };
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.VpcId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of making, changing and deleting ENIs.
final class InterfaceCommands {

  /// EC2's default quota of groups per ENI.
  private static final int MAX_GROUPS = 5;

  private final VpcState state;
  private final Ids ids;
  private final AddressCommands addresses;
  private final ClientTokens<Command.CreateInterface, NetworkInterface> tokens =
      new ClientTokens<>(
          outcome -> outcome instanceof Outcome.InterfaceCreated(var eni) ? eni : null,
          this::createdBefore);
  private final int quota;

  InterfaceCommands(VpcState state, Ids ids, AddressCommands addresses, int quota) {
    this.state = state;
    this.ids = ids;
    this.addresses = addresses;
    this.quota = quota;
  }

  Outcome create(Command.CreateInterface command, long nowMillis) {
    return tokens.once(command.clientToken(), command, nowMillis, () -> createNew(command));
  }

  /// A repeated call shows the ENI as it is, or as it was made once it is gone.
  private Outcome createdBefore(NetworkInterface made) {
    NetworkInterface current = state.networkInterface(made.id());
    return new Outcome.InterfaceCreated(current != null ? current : made);
  }

  private Outcome createNew(Command.CreateInterface command) {
    Subnet subnet = state.subnet(command.subnet());
    if (subnet == null) {
      return ApiErrors.subnetNotFound(command.subnet());
    }
    Vpc vpc = state.vpc(subnet.vpc());
    if (vpc == null) {
      return ApiErrors.vpcNotFound(subnet.vpc());
    }
    if (state.interfaces().size() >= quota) {
      return ApiErrors.refuse(
          "NetworkInterfaceLimitExceeded",
          "The maximum number of network interfaces (" + quota + ") has been reached.");
    }
    List<SecurityGroupId> groups =
        command.groups().isEmpty() ? List.of(vpc.defaultGroup()) : command.groups();
    Outcome.@Nullable Failure refusal = checkGroups(groups, vpc.id());
    if (refusal == null) {
      refusal = TagRules.check(Map.of(), command.tags());
    }
    return refusal != null ? refusal : createIn(subnet, groups, command);
  }

  private Outcome createIn(
      Subnet subnet, List<SecurityGroupId> groups, Command.CreateInterface command) {
    SubnetAllocator allocator = state.allocator(subnet.id());
    Ipv4Request wanted = command.ipv4();
    IpAddress primary = wanted.primary();
    if (primary != null) {
      Outcome.@Nullable Failure refusal = addresses.checkAddress(allocator, primary, false);
      if (refusal != null) {
        return refusal;
      }
      allocator.take(primary);
    } else {
      primary = takePrimary(allocator, wanted);
      if (primary == null) {
        return ApiErrors.subnetFull(addresses.shortageForm());
      }
    }
    NetworkInterface eni = build(subnet, groups, command, primary);
    Outcome.@Nullable Failure refusal = addresses.check(eni, wanted, false);
    if (refusal == null) {
      state.put(eni);
      if (addresses.take(eni, wanted) instanceof Outcome.Failure failure) {
        state.remove(eni.id());
        refusal = failure;
      }
    }
    if (refusal != null) {
      allocator.free(primary);
      return refusal;
    }
    if (!command.tags().isEmpty()) {
      state.tag(eni.id().value(), command.tags());
    }
    return new Outcome.InterfaceCreated(existing(eni.id()));
  }

  /// Takes any address that the request does not name for something else.
  private static @Nullable IpAddress takePrimary(SubnetAllocator allocator, Ipv4Request wanted) {
    List<IpAddress> named =
        wanted.addresses().stream()
            .filter(allocator::contains)
            .filter(allocator::isFree)
            .distinct()
            .toList();
    named.forEach(allocator::take);
    List<Cidr> blocks =
        wanted.prefixes().stream()
            .filter(prefix -> prefix.prefixLength() == SubnetAllocator.PREFIX_LENGTH)
            .filter(prefix -> allocator.contains(prefix.network()))
            .filter(allocator::isFree)
            .distinct()
            .toList();
    blocks.forEach(allocator::take);
    IpAddress primary = allocator.takeOne();
    named.forEach(allocator::free);
    blocks.forEach(allocator::free);
    return primary;
  }

  private NetworkInterface build(
      Subnet subnet,
      List<SecurityGroupId> groups,
      Command.CreateInterface command,
      IpAddress primary) {
    return new NetworkInterface(
        new EniId(ids.next("eni")),
        ids.nextMac(),
        subnet.id(),
        subnet.vpc(),
        subnet.zone(),
        command.description(),
        groups,
        List.of(primary),
        List.of(),
        Ipv6Holding.NONE,
        true,
        command.tracking(),
        null);
  }

  Outcome modify(Command.ModifyInterface command) {
    NetworkInterface eni = state.networkInterface(command.eni());
    if (eni == null) {
      return ApiErrors.interfaceNotFound(command.eni());
    }
    return switch (command.modification()) {
      case Command.Modification.Groups(var groups) -> {
        Outcome.@Nullable Failure refusal = checkGroups(groups, eni.vpc());
        yield refusal != null ? refusal : replaced(eni.withGroups(groups));
      }
      case Command.Modification.Description(var text) -> replaced(eni.withDescription(text));
      case Command.Modification.SourceDestCheck(var check) ->
          replaced(eni.withSourceDestCheck(check));
      case Command.Modification.Tracking(var tracking) -> replaced(eni.withTracking(tracking));
      case Command.Modification.DeleteOnTermination(var id, var delete) -> {
        Attachment attachment = eni.attachment();
        yield attachment == null || !attachment.id().equals(id)
            ? AttachmentCommands.attachmentNotFound(id)
            : replaced(eni.withAttachment(attachment.withDeleteOnTermination(delete)));
      }
    };
  }

  Outcome delete(EniId id) {
    NetworkInterface eni = state.networkInterface(id);
    if (eni == null) {
      return ApiErrors.interfaceNotFound(id);
    }
    if (eni.attachment() != null) {
      return ApiErrors.invalid("Network interface '" + id + "' is currently in use.");
    }
    release(eni);
    return new Outcome.Done();
  }

  /// Removes an ENI whatever its state, and gives its addresses back.
  void release(NetworkInterface eni) {
    SubnetAllocator allocator = state.allocator(eni.subnet());
    eni.addresses().forEach(allocator::free);
    eni.prefixes().forEach(allocator::free);
    state.remove(eni.id());
  }

  private Outcome replaced(NetworkInterface eni) {
    state.put(eni);
    return new Outcome.Done();
  }

  private NetworkInterface existing(EniId id) {
    NetworkInterface eni = state.networkInterface(id);
    if (eni == null) {
      throw new IllegalStateException(id + " was just made and is not there");
    }
    return eni;
  }

  private Outcome.@Nullable Failure checkGroups(List<SecurityGroupId> groups, VpcId vpc) {
    if (groups.isEmpty()) {
      return ApiErrors.invalid("At least one security group must be given");
    }
    if (groups.size() > MAX_GROUPS) {
      return ApiErrors.refuse(
          "SecurityGroupsPerInterfaceLimitExceeded",
          "The maximum number of security groups per interface (" + MAX_GROUPS + ") is exceeded.");
    }
    for (SecurityGroupId id : groups) {
      SecurityGroup group = state.securityGroup(id);
      if (group == null || !group.vpc().equals(vpc)) {
        return ApiErrors.refuse(
            "InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
      }
    }
    return null;
  }
}

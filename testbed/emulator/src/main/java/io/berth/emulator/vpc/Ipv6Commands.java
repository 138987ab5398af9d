package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The rules of assigning and unassigning IPv6 addresses and prefixes. A type carries as many of
/// them on an ENI as of IPv4, but for a few old ones (EC2 user guide, "IP addresses per network
/// interface").
final class Ipv6Commands {

  /// Source: EC2 user guide, "Prefix delegation".
  static final int PREFIX_LENGTH = 80;

  private final VpcState state;
  private final RandomGenerator random;
  private final int largestSlots;

  Ipv6Commands(VpcState state, RandomGenerator random, int largestSlots) {
    this.state = state;
    this.random = random;
    this.largestSlots = largestSlots;
  }

  Outcome assign(Command.AssignIpv6 command) {
    NetworkInterface eni = state.networkInterface(command.eni());
    if (eni == null) {
      return ApiErrors.interfaceNotFound(command.eni());
    }
    int wantedSlots = command.named().slots() + command.count() + command.prefixCount();
    if (wantedSlots == 0) {
      return ApiErrors.refuse(
          "MissingParameter",
          "The request must contain one of ipv6AddressCount, ipv6Addresses, ipv6PrefixCount or"
              + " ipv6Prefixes");
    }
    Subnet subnet = state.subnet(eni.subnet());
    Cidr block = subnet == null ? null : subnet.ipv6();
    if (block == null) {
      return ApiErrors.invalid("The subnet " + eni.subnet() + " has no IPv6 CIDR block");
    }
    Outcome.@Nullable Failure refusal = check(eni, command, wantedSlots, block);
    if (refusal != null) {
      return refusal;
    }
    List<IpAddress> addresses = new ArrayList<>(command.named().addresses());
    for (int i = 0; i < command.count(); i++) {
      addresses.add(freeAddress(block, addresses));
    }
    List<Cidr> prefixes = new ArrayList<>(command.named().prefixes());
    for (int i = 0; i < command.prefixCount(); i++) {
      prefixes.add(freePrefix(block, prefixes));
    }
    List<IpAddress> allAddresses = new ArrayList<>(eni.ipv6().addresses());
    allAddresses.addAll(addresses);
    List<Cidr> allPrefixes = new ArrayList<>(eni.ipv6().prefixes());
    allPrefixes.addAll(prefixes);
    state.put(eni.withIpv6(new Ipv6Holding(allAddresses, allPrefixes)));
    return new Outcome.Assigned(eni.id(), addresses, prefixes);
  }

  private Outcome.@Nullable Failure check(
      NetworkInterface eni, Command.AssignIpv6 command, int wantedSlots, Cidr block) {
    Attachment attachment = eni.attachment();
    Instance instance = attachment == null ? null : state.instance(attachment.instance());
    InstanceLimits limits = instance == null ? null : instance.limits();
    boolean wantsPrefixes = command.prefixCount() > 0 || !command.named().prefixes().isEmpty();
    if (wantsPrefixes && limits != null && !limits.supportsPrefixes()) {
      return ApiErrors.invalid(
          "Prefix delegation is not supported for instance type " + limits.instanceType());
    }
    int slots = limits == null ? largestSlots : limits.ipv4PerEni();
    if (eni.ipv6().slots() + wantedSlots > slots) {
      return ApiErrors.slotsExceeded();
    }
    for (IpAddress address : command.named().addresses()) {
      if (!block.contains(address)) {
        return ApiErrors.addressOutside(address);
      }
      if (isHeld(address)) {
        return ApiErrors.addressInUse(address);
      }
    }
    for (Cidr prefix : command.named().prefixes()) {
      if (prefix.prefixLength() != PREFIX_LENGTH || !block.contains(prefix)) {
        return ApiErrors.invalid("Prefix " + prefix + " must be a /80 within " + block);
      }
      if (overlapsHeld(prefix)) {
        return ApiErrors.refuse(
            "InvalidIPAddress.InUse", "The specified prefix " + prefix + " is already in use");
      }
    }
    return null;
  }

  Outcome unassign(Command.UnassignIpv6 command) {
    EniId id = command.eni();
    NetworkInterface eni = state.networkInterface(id);
    if (eni == null) {
      return ApiErrors.interfaceNotFound(id);
    }
    Ipv6Holding gone = command.gone();
    if (!eni.ipv6().addresses().containsAll(gone.addresses())
        || !eni.ipv6().prefixes().containsAll(gone.prefixes())) {
      return ApiErrors.invalid(
          "Some of the specified IPv6 addresses are not assigned to interface " + id);
    }
    List<IpAddress> addresses = new ArrayList<>(eni.ipv6().addresses());
    addresses.removeAll(gone.addresses());
    List<Cidr> prefixes = new ArrayList<>(eni.ipv6().prefixes());
    prefixes.removeAll(gone.prefixes());
    state.put(eni.withIpv6(new Ipv6Holding(addresses, prefixes)));
    return new Outcome.Done();
  }

  /// A free address anywhere in the block; 2^64 of them cannot run out.
  private IpAddress freeAddress(Cidr block, List<IpAddress> chosen) {
    IpAddress address;
    do {
      address = new IpAddress(block.network().high(), random.nextLong());
    } while (isHeld(address) || chosen.contains(address));
    return address;
  }

  /// A free block; 65,536 of them are more than the region's ENIs have use for.
  private Cidr freePrefix(Cidr block, List<Cidr> chosen) {
    Cidr prefix;
    do {
      IpAddress address = new IpAddress(block.network().high(), random.nextLong());
      prefix = Cidr.containing(address, PREFIX_LENGTH);
    } while (overlapsHeld(prefix) || chosen.contains(prefix));
    return prefix;
  }

  private boolean isHeld(IpAddress address) {
    return state.holder(address) != null;
  }

  private boolean overlapsHeld(Cidr prefix) {
    return state.interfaces().stream()
        .map(NetworkInterface::ipv6)
        .anyMatch(ipv6 ->
            ipv6.prefixes().contains(prefix)
                || ipv6.addresses().stream().anyMatch(prefix::contains));
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of assigning and unassigning addresses and prefixes.
final class AddressCommands {

  private final VpcState state;

  /// Slots of an ENI that is not attached: those of the largest type.
  private final int largestSlots;

  private ShortageForm shortageForm = ShortageForm.OWN_CODE;

  AddressCommands(VpcState state, int largestSlots) {
    this.state = state;
    this.largestSlots = largestSlots;
  }

  ShortageForm shortageForm() {
    return shortageForm;
  }

  void setShortageForm(ShortageForm form) {
    shortageForm = form;
  }

  Outcome assign(Command.AssignAddresses command) {
    NetworkInterface eni = state.networkInterface(command.eni());
    if (eni == null) {
      return ApiErrors.interfaceNotFound(command.eni());
    }
    Ipv4Request wanted = command.ipv4();
    if (wanted.ways() == 0) {
      return ApiErrors.refuse(
          "MissingParameter",
          "The request must contain exactly one of secondaryPrivateIpAddressCount,"
              + " privateIpAddresses, ipv4Prefixes or ipv4PrefixCount");
    }
    List<IpAddress> news =
        wanted.addresses().stream().filter(a -> !eni.addresses().contains(a)).toList();
    Ipv4Request rest = wanted.addresses().isEmpty() ? wanted : Ipv4Request.addresses(news);
    Outcome.@Nullable Failure refusal = check(eni, rest, command.allowReassignment());
    if (refusal != null) {
      return refusal;
    }
    for (IpAddress address : news) {
      giveUp(address);
    }
    return take(eni, rest);
  }

  /// Whether an ENI could carry what is asked for; `null` when it could.
  Outcome.@Nullable Failure check(NetworkInterface eni, Ipv4Request wanted, boolean reassign) {
    if (wanted.ways() > 1) {
      return ApiErrors.combination(
          "Only one of secondary address count, addresses, prefix count and prefixes may be given");
    }
    InstanceLimits limits = limits(eni);
    if (wanted.wantsPrefixes() && limits != null && !limits.supportsPrefixes()) {
      return ApiErrors.invalid(
          "Prefix delegation is not supported for instance type " + limits.instanceType());
    }
    int slots = limits == null ? largestSlots : limits.ipv4PerEni();
    if (eni.slots() + wanted.slots() > slots) {
      return ApiErrors.slotsExceeded();
    }
    SubnetAllocator subnet = state.allocator(eni.subnet());
    if (new HashSet<>(wanted.addresses()).size() < wanted.addresses().size()
        || new HashSet<>(wanted.prefixes()).size() < wanted.prefixes().size()) {
      return ApiErrors.invalid("The same address or prefix is given twice");
    }
    for (IpAddress address : wanted.addresses()) {
      Outcome.@Nullable Failure refusal = checkAddress(subnet, address, reassign);
      if (refusal != null) {
        return refusal;
      }
    }
    for (Cidr prefix : wanted.prefixes()) {
      Outcome.@Nullable Failure refusal = checkPrefix(subnet, prefix);
      if (refusal != null) {
        return refusal;
      }
    }
    return wanted.count() > subnet.freeToChoose() ? ApiErrors.subnetFull(shortageForm) : null;
  }

  Outcome.@Nullable Failure checkAddress(
      SubnetAllocator subnet, IpAddress address, boolean reassign) {
    if (!subnet.contains(address)) {
      return ApiErrors.addressOutside(address);
    }
    if (subnet.isReserved(address)) {
      return ApiErrors.addressReserved(address);
    }
    return subnet.isFree(address) || (reassign && isSecondary(address))
        ? null
        : ApiErrors.addressInUse(address);
  }

  private static Outcome.@Nullable Failure checkPrefix(SubnetAllocator subnet, Cidr prefix) {
    if (prefix.prefixLength() != SubnetAllocator.PREFIX_LENGTH) {
      return ApiErrors.invalid("Prefix " + prefix + " must be a /28");
    }
    if (!subnet.contains(prefix.network())) {
      return ApiErrors.invalid(
          "Prefix " + prefix + " does not fall within the subnet's address range");
    }
    return subnet.isFree(prefix)
        ? null
        : ApiErrors.refuse(
            "InvalidIPAddress.InUse", "The specified prefix " + prefix + " is already in use");
  }

  /// Takes what [#check] allowed, all of it or nothing.
  Outcome take(NetworkInterface eni, Ipv4Request wanted) {
    SubnetAllocator subnet = state.allocator(eni.subnet());
    List<Cidr> prefixes = new ArrayList<>(wanted.prefixes());
    prefixes.forEach(subnet::take);
    for (int i = 0; i < wanted.prefixCount(); i++) {
      Cidr prefix = subnet.takePrefix();
      if (prefix == null) {
        prefixes.forEach(subnet::free);
        return ApiErrors.noPrefixFree(shortageForm);
      }
      prefixes.add(prefix);
    }
    List<IpAddress> addresses = new ArrayList<>(wanted.addresses());
    addresses.forEach(subnet::take);
    for (int i = 0; i < wanted.count(); i++) {
      IpAddress address = subnet.takeOne();
      if (address == null) {
        throw new IllegalStateException("the check promised enough addresses for " + eni.id());
      }
      addresses.add(address);
    }
    List<IpAddress> allAddresses = new ArrayList<>(eni.addresses());
    allAddresses.addAll(addresses);
    List<Cidr> allPrefixes = new ArrayList<>(eni.prefixes());
    allPrefixes.addAll(prefixes);
    state.put(eni.withAddresses(allAddresses, allPrefixes));
    return new Outcome.Assigned(eni.id(), addresses, prefixes);
  }

  Outcome unassign(Command.UnassignAddresses command) {
    NetworkInterface eni = state.networkInterface(command.eni());
    if (eni == null) {
      return ApiErrors.interfaceNotFound(command.eni());
    }
    if (command.addresses().contains(eni.primary())) {
      return ApiErrors.invalid(
          "The primary address "
              + eni.primary()
              + " of interface "
              + eni.id()
              + " cannot be unassigned");
    }
    if (!eni.addresses().containsAll(command.addresses())
        || !eni.prefixes().containsAll(command.prefixes())) {
      return ApiErrors.invalid(
          "Some of the specified addresses are not assigned to interface " + eni.id());
    }
    withdraw(eni, command.addresses(), command.prefixes());
    return new Outcome.Done();
  }

  private void withdraw(NetworkInterface eni, List<IpAddress> addresses, List<Cidr> prefixes) {
    SubnetAllocator subnet = state.allocator(eni.subnet());
    new HashSet<>(addresses).forEach(subnet::free);
    new HashSet<>(prefixes).forEach(subnet::free);
    List<IpAddress> restAddresses = new ArrayList<>(eni.addresses());
    restAddresses.removeAll(addresses);
    List<Cidr> restPrefixes = new ArrayList<>(eni.prefixes());
    restPrefixes.removeAll(prefixes);
    state.put(eni.withAddresses(restAddresses, restPrefixes));
  }

  /// Withdraws an address from the ENI that has it as a secondary one, if any.
  private void giveUp(IpAddress address) {
    EniId owner = state.owner(address);
    NetworkInterface eni = owner == null ? null : state.networkInterface(owner);
    if (eni != null) {
      withdraw(eni, List.of(address), List.of());
    }
  }

  private boolean isSecondary(IpAddress address) {
    EniId owner = state.owner(address);
    NetworkInterface eni = owner == null ? null : state.networkInterface(owner);
    return eni != null && !eni.primary().equals(address);
  }

  private @Nullable InstanceLimits limits(NetworkInterface eni) {
    Attachment attachment = eni.attachment();
    Instance instance = attachment == null ? null : state.instance(attachment.instance());
    return instance == null ? null : instance.limits();
  }
}

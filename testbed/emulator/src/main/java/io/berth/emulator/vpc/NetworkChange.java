package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a network that carries the VPC's packets has to do, in the order of happening.
public sealed interface NetworkChange {

  record SubnetAdded(Cidr cidr) implements NetworkChange {}

  record SubnetRemoved(Cidr cidr) implements NetworkChange {}

  record InstanceAdded(InstanceId instance) implements NetworkChange {}

  record InstanceRemoved(InstanceId instance) implements NetworkChange {}

  /// The link appears in the instance; the interface carries its addresses and its attachment.
  record LinkAdded(InstanceId instance, NetworkInterface eni, Cidr subnet)
      implements NetworkChange {}

  record LinkRemoved(InstanceId instance, EniId eni) implements NetworkChange {}

  /// The whole set of addresses that are now this ENI's, those of prefixes included.
  record AddressesChanged(EniId eni, Set<IpAddress> addresses) implements NetworkChange {
    public AddressesChanged {
      addresses = Set.copyOf(addresses);
    }
  }

  record SourceDestCheckChanged(EniId eni, boolean check) implements NetworkChange {}

  /// What lies between two states of one ENI.
  ///
  /// @param before `null` when it did not exist
  /// @param after `null` when it no longer exists
  /// @param subnet the block of the ENI's subnet
  static List<NetworkChange> between(
      @Nullable NetworkInterface before, @Nullable NetworkInterface after, Cidr subnet) {
    List<NetworkChange> changes = new ArrayList<>();
    Attachment old = before != null && before.hasLink() ? before.attachment() : null;
    Attachment now = after != null && after.hasLink() ? after.attachment() : null;
    boolean same = old != null && now != null && old.id().equals(now.id());
    if (before != null && old != null && !same) {
      changes.add(new LinkRemoved(old.instance(), before.id()));
    }
    if (after != null && now != null && !same) {
      changes.add(new LinkAdded(now.instance(), after, subnet));
    }
    if (same && before != null && after != null) {
      Set<IpAddress> addresses = new TreeSet<>(after.reachableAddresses());
      if (!addresses.equals(new TreeSet<>(before.reachableAddresses()))) {
        changes.add(new AddressesChanged(after.id(), addresses));
      }
      if (before.sourceDestCheck() != after.sourceDestCheck()) {
        changes.add(new SourceDestCheckChanged(after.id(), after.sourceDestCheck()));
      }
    }
    return changes;
  }
}

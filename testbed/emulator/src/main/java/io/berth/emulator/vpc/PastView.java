package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The present with some of its changes undone.
final class PastView implements VpcView {

  private final VpcState present;
  private final Map<EniId, @Nullable NetworkInterface> enis = new TreeMap<>();
  private final Map<InstanceId, @Nullable Instance> machines = new TreeMap<>();
  private final Map<String, Map<String, String>> tags = new HashMap<>();
  private final Map<SubnetId, Integer> free = new HashMap<>();

  PastView(VpcState present) {
    this.present = present;
  }

  void undo(History.Before before) {
    switch (before) {
      case History.Before.Eni(var id, var state) -> enis.put(id, state);
      case History.Before.Machine(var id, var state) -> machines.put(id, state);
      case History.Before.Tags(var resource, var state) -> tags.put(resource, state);
      case History.Before.Free(var subnet, var count) -> free.put(subnet, count);
    }
  }

  @Override
  public Collection<Vpc> vpcs() {
    return present.vpcs();
  }

  @Override
  public Collection<Subnet> subnets() {
    return present.subnets();
  }

  @Override
  public Collection<SecurityGroup> securityGroups() {
    return present.securityGroups();
  }

  @Override
  public Collection<CidrReservation> reservations() {
    return present.reservations();
  }

  @Override
  public Collection<Instance> instances() {
    TreeMap<InstanceId, Instance> all = new TreeMap<>();
    present.instances().forEach(instance -> all.put(instance.id(), instance));
    for (Map.Entry<InstanceId, @Nullable Instance> undone : machines.entrySet()) {
      Instance state = undone.getValue();
      if (state == null) {
        all.remove(undone.getKey());
      } else {
        all.put(undone.getKey(), state);
      }
    }
    return all.values();
  }

  @Override
  public Collection<NetworkInterface> interfaces() {
    TreeMap<EniId, NetworkInterface> all = new TreeMap<>();
    present.interfaces().forEach(eni -> all.put(eni.id(), eni));
    for (Map.Entry<EniId, @Nullable NetworkInterface> undone : enis.entrySet()) {
      NetworkInterface state = undone.getValue();
      if (state == null) {
        all.remove(undone.getKey());
      } else {
        all.put(undone.getKey(), state);
      }
    }
    return all.values();
  }

  @Override
  public @Nullable Vpc vpc(VpcId id) {
    return present.vpc(id);
  }

  @Override
  public @Nullable Subnet subnet(SubnetId id) {
    return present.subnet(id);
  }

  @Override
  public @Nullable SecurityGroup securityGroup(SecurityGroupId id) {
    return present.securityGroup(id);
  }

  @Override
  public @Nullable Instance instance(InstanceId id) {
    return machines.containsKey(id) ? machines.get(id) : present.instance(id);
  }

  @Override
  public @Nullable NetworkInterface networkInterface(EniId id) {
    return enis.containsKey(id) ? enis.get(id) : present.networkInterface(id);
  }

  @Override
  public @Nullable NetworkInterface attached(AttachmentId id) {
    for (NetworkInterface eni : enis.values()) {
      Attachment attachment = eni == null ? null : eni.attachment();
      if (attachment != null && attachment.id().equals(id)) {
        return eni;
      }
    }
    NetworkInterface eni = present.attached(id);
    return eni == null || enis.containsKey(eni.id()) ? null : eni;
  }

  @Override
  public List<NetworkInterface> interfacesOf(InstanceId instance) {
    TreeMap<EniId, NetworkInterface> attached = new TreeMap<>();
    for (NetworkInterface eni : present.interfacesOf(instance)) {
      if (!enis.containsKey(eni.id())) {
        attached.put(eni.id(), eni);
      }
    }
    for (NetworkInterface eni : enis.values()) {
      Attachment attachment = eni == null ? null : eni.attachment();
      if (eni != null && attachment != null && attachment.instance().equals(instance)) {
        attached.put(eni.id(), eni);
      }
    }
    return new ArrayList<>(attached.values());
  }

  @Override
  public @Nullable NetworkInterface holder(IpAddress address) {
    for (NetworkInterface eni : enis.values()) {
      if (eni != null && eni.holds(address)) {
        return eni;
      }
    }
    NetworkInterface eni = present.holder(address);
    return eni == null || enis.containsKey(eni.id()) ? null : eni;
  }

  @Override
  public int freeAddresses(SubnetId subnet) {
    Integer count = free.get(subnet);
    return count == null ? present.freeAddresses(subnet) : count;
  }

  @Override
  public Map<String, String> tags(String resource) {
    Map<String, String> then = tags.get(resource);
    return then == null ? present.tags(resource) : then;
  }
}

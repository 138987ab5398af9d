package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What exists: immutable records in maps, with the indexes that the rules need. Every change of an
/// ENI goes through [#put] or [#remove], which note its state before, so that the model can tell
/// the network and the metadata service what a command did. Not for several threads.
final class VpcState implements VpcView {

  private final SortedMap<VpcId, Vpc> vpcs = new TreeMap<>();
  private final SortedMap<SubnetId, Subnet> subnets = new TreeMap<>();
  private final Map<SubnetId, SubnetAllocator> allocators = new HashMap<>();
  private final SortedMap<SecurityGroupId, SecurityGroup> groups = new TreeMap<>();
  private final SortedMap<String, CidrReservation> reservations = new TreeMap<>();
  private final SortedMap<InstanceId, Instance> instances = new TreeMap<>();
  private final SortedMap<EniId, NetworkInterface> interfaces = new TreeMap<>();
  private final Map<AttachmentId, EniId> attachments = new HashMap<>();
  private final Map<InstanceId, TreeSet<EniId>> byInstance = new HashMap<>();

  /// By address; one map for all VPCs, since their blocks do not overlap.
  private final Map<IpAddress, EniId> owners = new HashMap<>();

  private final Map<Cidr, EniId> prefixOwners = new HashMap<>();
  private final Map<String, TreeMap<String, String>> tags = new HashMap<>();
  private final Map<EniId, @Nullable NetworkInterface> touched = new LinkedHashMap<>();
  private final List<History.Before> undo = new ArrayList<>();

  void put(Vpc vpc) {
    vpcs.put(vpc.id(), vpc);
  }

  void put(Subnet subnet, SubnetAllocator allocator) {
    subnets.put(subnet.id(), subnet);
    allocators.put(subnet.id(), allocator);
  }

  void put(SecurityGroup group) {
    groups.put(group.id(), group);
  }

  void put(CidrReservation reservation) {
    reservations.put(reservation.id(), reservation);
  }

  @Nullable CidrReservation removeReservation(String id) {
    return reservations.remove(id);
  }

  void put(Instance instance) {
    Instance before = instances.put(instance.id(), instance);
    undo.add(new History.Before.Machine(instance.id(), before));
  }

  void put(NetworkInterface eni) {
    NetworkInterface before = unindex(eni.id());
    touched.putIfAbsent(eni.id(), before);
    undo.add(new History.Before.Eni(eni.id(), before));
    interfaces.put(eni.id(), eni);
    eni.addresses().forEach(address -> owners.put(address, eni.id()));
    eni.prefixes().forEach(prefix -> prefixOwners.put(prefix, eni.id()));
    eni.ipv6().addresses().forEach(address -> owners.put(address, eni.id()));
    eni.ipv6().prefixes().forEach(prefix -> prefixOwners.put(prefix, eni.id()));
    Attachment attachment = eni.attachment();
    if (attachment != null) {
      attachments.put(attachment.id(), eni.id());
      byInstance.computeIfAbsent(attachment.instance(), _ -> new TreeSet<>()).add(eni.id());
    }
  }

  void remove(EniId eni) {
    NetworkInterface before = unindex(eni);
    touched.putIfAbsent(eni, before);
    undo.add(new History.Before.Eni(eni, before));
    undo.add(new History.Before.Tags(eni.value(), Map.copyOf(tags(eni.value()))));
    interfaces.remove(eni);
    tags.remove(eni.value());
  }

  private @Nullable NetworkInterface unindex(EniId id) {
    NetworkInterface before = interfaces.get(id);
    if (before == null) {
      return null;
    }
    before.addresses().forEach(address -> owners.remove(address, id));
    before.prefixes().forEach(prefix -> prefixOwners.remove(prefix, id));
    before.ipv6().addresses().forEach(address -> owners.remove(address, id));
    before.ipv6().prefixes().forEach(prefix -> prefixOwners.remove(prefix, id));
    Attachment attachment = before.attachment();
    if (attachment != null) {
      attachments.remove(attachment.id());
      TreeSet<EniId> siblings = byInstance.get(attachment.instance());
      if (siblings != null) {
        siblings.remove(id);
      }
    }
    return before;
  }

  /// ENIs changed since the last call, each with its state before the first change.
  Map<EniId, @Nullable NetworkInterface> takeTouched() {
    Map<EniId, @Nullable NetworkInterface> taken = new LinkedHashMap<>(touched);
    touched.clear();
    return taken;
  }

  /// ENIs changed since [#takeTouched].
  Set<EniId> touchedIds() {
    return touched.keySet();
  }

  /// How to undo each change since the last call, in the order of the changes.
  List<History.Before> takeUndo() {
    List<History.Before> taken = List.copyOf(undo);
    undo.clear();
    return taken;
  }

  SubnetAllocator allocator(SubnetId subnet) {
    SubnetAllocator allocator = allocators.get(subnet);
    if (allocator == null) {
      throw new IllegalStateException("no allocator for " + subnet);
    }
    return allocator;
  }

  /// The ENI that has this address as its own (not in a prefix), or `null`.
  @Nullable EniId owner(IpAddress address) {
    return owners.get(address);
  }

  void tag(String resource, Map<String, String> added) {
    undo.add(new History.Before.Tags(resource, Map.copyOf(tags(resource))));
    tags.computeIfAbsent(resource, _ -> new TreeMap<>()).putAll(added);
  }

  /// Removes the tags of these keys.
  void untag(String resource, Collection<String> keys) {
    TreeMap<String, String> present = tags.get(resource);
    if (present != null) {
      undo.add(new History.Before.Tags(resource, Map.copyOf(present)));
      present.keySet().removeAll(keys);
    }
  }

  void remove(VpcId vpc) {
    vpcs.remove(vpc);
    tags.remove(vpc.value());
  }

  void remove(SubnetId subnet) {
    subnets.remove(subnet);
    allocators.remove(subnet);
    reservations.values().removeIf(reservation -> reservation.subnet().equals(subnet));
    tags.remove(subnet.value());
  }

  void remove(SecurityGroupId group) {
    groups.remove(group);
    tags.remove(group.value());
  }

  boolean exists(String resource) {
    return (resource.startsWith("vpc-") && vpcs.containsKey(new VpcId(resource)))
        || (resource.startsWith("subnet-") && subnets.containsKey(new SubnetId(resource)))
        || (resource.startsWith("sg-") && groups.containsKey(new SecurityGroupId(resource)))
        || (resource.startsWith("i-") && instances.containsKey(new InstanceId(resource)))
        || (resource.startsWith("eni-") && interfaces.containsKey(new EniId(resource)));
  }

  @Override
  public Collection<Vpc> vpcs() {
    return Collections.unmodifiableCollection(vpcs.values());
  }

  @Override
  public Collection<Subnet> subnets() {
    return Collections.unmodifiableCollection(subnets.values());
  }

  @Override
  public Collection<SecurityGroup> securityGroups() {
    return Collections.unmodifiableCollection(groups.values());
  }

  @Override
  public Collection<CidrReservation> reservations() {
    return Collections.unmodifiableCollection(reservations.values());
  }

  @Override
  public Collection<Instance> instances() {
    return Collections.unmodifiableCollection(instances.values());
  }

  @Override
  public Collection<NetworkInterface> interfaces() {
    return Collections.unmodifiableCollection(interfaces.values());
  }

  @Override
  public @Nullable Vpc vpc(VpcId id) {
    return vpcs.get(id);
  }

  @Override
  public @Nullable Subnet subnet(SubnetId id) {
    return subnets.get(id);
  }

  @Override
  public @Nullable SecurityGroup securityGroup(SecurityGroupId id) {
    return groups.get(id);
  }

  @Override
  public @Nullable Instance instance(InstanceId id) {
    return instances.get(id);
  }

  @Override
  public @Nullable NetworkInterface networkInterface(EniId id) {
    return interfaces.get(id);
  }

  @Override
  public @Nullable NetworkInterface attached(AttachmentId id) {
    EniId eni = attachments.get(id);
    return eni == null ? null : interfaces.get(eni);
  }

  @Override
  public List<NetworkInterface> interfacesOf(InstanceId instance) {
    List<NetworkInterface> attached = new ArrayList<>();
    for (EniId id : byInstance.getOrDefault(instance, new TreeSet<>())) {
      NetworkInterface eni = interfaces.get(id);
      if (eni != null) {
        attached.add(eni);
      }
    }
    return attached;
  }

  @Override
  public @Nullable NetworkInterface holder(IpAddress address) {
    EniId owner = owners.get(address);
    if (owner == null) {
      int length = address.isIpv4() ? SubnetAllocator.PREFIX_LENGTH : Ipv6Commands.PREFIX_LENGTH;
      owner = prefixOwners.get(Cidr.containing(address, length));
    }
    return owner == null ? null : interfaces.get(owner);
  }

  @Override
  public int freeAddresses(SubnetId subnet) {
    return allocator(subnet).freeCount();
  }

  @Override
  public Map<String, String> tags(String resource) {
    TreeMap<String, String> found = tags.get(resource);
    return found == null ? Map.of() : Collections.unmodifiableMap(found);
  }
}

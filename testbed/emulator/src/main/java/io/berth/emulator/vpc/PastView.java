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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An earlier moment: what has changed since is looked up, the rest is as it is.
final class PastView implements VpcView {

  private final VpcState present;
  private final History history;
  private final long atMillis;

  PastView(VpcState present, History history, long atMillis) {
    this.present = present;
    this.history = history;
    this.atMillis = atMillis;
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
    return restored(all, history.machines, this::instance);
  }

  @Override
  public Collection<NetworkInterface> interfaces() {
    TreeMap<EniId, NetworkInterface> all = new TreeMap<>();
    present.interfaces().forEach(eni -> all.put(eni.id(), eni));
    return restored(all, history.enis, this::networkInterface);
  }

  /// Those of now, each that has changed of late as it was then.
  private static <K, V> Collection<V> restored(
      Map<K, V> all, Past<K, V> changed, Function<K, @Nullable V> then) {
    for (K id : changed.keys()) {
      V state = then.apply(id);
      if (state == null) {
        all.remove(id);
      } else {
        all.put(id, state);
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
    Past.Change<Instance> change = history.machines.after(id, atMillis);
    return change != null ? change.before() : present.instance(id);
  }

  @Override
  public @Nullable NetworkInterface networkInterface(EniId id) {
    Past.Change<NetworkInterface> change = history.enis.after(id, atMillis);
    return change != null ? change.before() : present.networkInterface(id);
  }

  @Override
  public @Nullable NetworkInterface attached(AttachmentId id) {
    return find(present.attached(id), then -> isAttached(then, id));
  }

  @Override
  public @Nullable NetworkInterface holder(IpAddress address) {
    return find(present.holder(address), then -> then.holds(address));
  }

  /// The one that fits: as now, if it is unchanged or fitted then too, or one that has changed.
  private @Nullable NetworkInterface find(
      @Nullable NetworkInterface now, Predicate<NetworkInterface> fits) {
    if (now != null) {
      NetworkInterface then = networkInterface(now.id());
      if (then != null && fits.test(then)) {
        return then;
      }
    }
    for (EniId id : history.enis.keys()) {
      NetworkInterface then = networkInterface(id);
      if (then != null && fits.test(then)) {
        return then;
      }
    }
    return null;
  }

  private static boolean isAttached(NetworkInterface eni, AttachmentId id) {
    Attachment attachment = eni.attachment();
    return attachment != null && attachment.id().equals(id);
  }

  @Override
  public List<NetworkInterface> interfacesOf(InstanceId instance) {
    TreeSet<EniId> candidates = new TreeSet<>(history.left.befores(instance));
    present.interfacesOf(instance).forEach(eni -> candidates.add(eni.id()));
    List<NetworkInterface> attached = new ArrayList<>();
    for (EniId id : candidates) {
      NetworkInterface then = networkInterface(id);
      Attachment attachment = then == null ? null : then.attachment();
      if (then != null && attachment != null && attachment.instance().equals(instance)) {
        attached.add(then);
      }
    }
    return attached;
  }

  @Override
  public int freeAddresses(SubnetId subnet) {
    Past.Change<Integer> change = history.free.after(subnet, atMillis);
    Integer then = change == null ? null : change.before();
    return then != null ? then : present.freeAddresses(subnet);
  }

  @Override
  public Map<String, String> tags(String resource) {
    Past.Change<Map<String, String>> change = history.tags.after(resource, atMillis);
    Map<String, String> then = change == null ? null : change.before();
    return then != null ? then : present.tags(resource);
  }
}

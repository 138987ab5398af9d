package io.berth.simulation.incumbent;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The incumbent's comparison with the metadata service. It asks EC2 only where the two differ, and
/// what EC2 then does not show is removed even from pods; an ENI that the metadata service does not
/// show is removed with its pods, without asking.
final class Reconcile {

  /// Addresses given back so lately are not taken in again.
  private static final long COOLDOWN_MILLIS = 60_000;

  private final NodeIdentity node;
  private final Datastore store;
  private final SimulatedVpc vpc;
  private final IncumbentEc2 ec2;
  private final Lifetime life;
  private final Map<IpAddress, Long> releasedMillis = new HashMap<>();

  Reconcile(NodeIdentity node, Datastore store, SimulatedVpc vpc, IncumbentEc2 ec2, Lifetime life) {
    this.node = node;
    this.store = store;
    this.vpc = vpc;
    this.ec2 = ec2;
    this.life = life;
  }

  void released(List<IpAddress> addresses) {
    addresses.forEach(address -> releasedMillis.put(address, life.nowMillis()));
  }

  void run(Runnable then) {
    List<NetworkInterface> shown = List.copyOf(vpc.metadata(node.instance()));
    releasedMillis.values().removeIf(at -> life.nowMillis() - at > COOLDOWN_MILLIS);
    if (shown.isEmpty()) {
      then.run();
      return;
    }
    Set<EniId> ids = new HashSet<>();
    shown.forEach(eni -> ids.add(eni.id()));
    for (StoredEni eni : List.copyOf(store.enis())) {
      if (!ids.contains(eni.id)) {
        store.forceRemove(eni);
      }
    }
    next(new ArrayDeque<>(shown), then);
  }

  private void next(Deque<NetworkInterface> left, Runnable then) {
    NetworkInterface shown = left.poll();
    if (shown == null) {
      then.run();
      return;
    }
    StoredEni known = store.find(shown.id());
    boolean same = known != null && addresses(known).equals(secondaries(shown));
    if (same) {
      next(left, then);
      return;
    }
    ec2.describe(
        Action.DESCRIBE_NETWORK_INTERFACES,
        (outcome, seen) -> {
          NetworkInterface truth = seen.networkInterface(shown.id());
          if (!IncumbentEc2.failed(outcome) && truth != null && truth.attachment() != null) {
            take(known, truth);
          }
          next(left, then);
        });
  }

  private void take(@Nullable StoredEni known, NetworkInterface truth) {
    StoredEni eni = known;
    if (eni == null) {
      eni = new StoredEni(truth.id(), false, life.nowMillis());
      store.add(eni);
    }
    Set<IpAddress> real = secondaries(truth);
    store.importAddresses(
        eni, real.stream().filter(address -> !releasedMillis.containsKey(address)).toList());
    for (Slot slot : List.copyOf(eni.slots)) {
      if (!real.contains(slot.address)) {
        store.forceRemove(eni, slot);
      }
    }
  }

  private static Set<IpAddress> addresses(StoredEni eni) {
    Set<IpAddress> all = new HashSet<>();
    eni.slots.forEach(slot -> all.add(slot.address));
    return all;
  }

  private static Set<IpAddress> secondaries(NetworkInterface eni) {
    return new HashSet<>(PoolManager.secondaries(eni));
  }
}

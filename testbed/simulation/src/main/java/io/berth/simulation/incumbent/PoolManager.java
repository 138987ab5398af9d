package io.berth.simulation.incumbent;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.plan.WarmTargets;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/// The incumbent's one goroutine: sleep 2.5 s, check the pool, sleep 2.5 s, reconcile; everything
/// in it waits for everything else. One action to grow in each round, and nothing wakes it.
final class PoolManager {

  private static final long HALF_TICK_MILLIS = 2_500;
  private static final long SHRINK_MILLIS = 30_000;
  private static final long RECONCILE_MILLIS = 60_000;
  private static final long SUBNET_FULL_MILLIS = 120_000;

  /// Between DetachNetworkInterface and DeleteNetworkInterface.
  private static final long DETACH_SLEEP_MILLIS = 2_000;

  private static final int DETACH_ATTEMPTS = 12;
  private static final long DETACH_RETRY_MILLIS = 200;
  private static final long DELETE_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 60_000;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private final NodeIdentity node;
  private final InstanceLimits limits;
  private final WarmTargets targets;
  private final Datastore store;
  private final SimulatedVpc vpc;
  private final IncumbentEc2 ec2;
  private final Lifetime life;
  private final Random random;
  private final Reconcile reconcile;
  private long lastActionMillis = LONG_AGO;
  private long lastShrinkMillis = LONG_AGO;
  private long subnetFullMillis = LONG_AGO;

  PoolManager(
      NodeIdentity node,
      InstanceLimits limits,
      WarmTargets targets,
      Datastore store,
      SimulatedVpc vpc,
      IncumbentEc2 ec2,
      Lifetime life,
      Random random) {
    this.node = node;
    this.limits = limits;
    this.targets = targets;
    this.store = store;
    this.vpc = vpc;
    this.ec2 = ec2;
    this.life = life;
    this.random = random;
    this.reconcile = new Reconcile(node, store, vpc, ec2, life);
  }

  void run() {
    life.after(HALF_TICK_MILLIS, () -> checkPool(() -> life.after(HALF_TICK_MILLIS, this::look)));
  }

  private void look() {
    long now = life.nowMillis();
    if (now - lastActionMillis <= RECONCILE_MILLIS) {
      run();
      return;
    }
    lastActionMillis = now;
    reconcile.run(this::run);
  }

  private Formulas formulas() {
    return Formulas.of(targets, limits, store);
  }

  private void checkPool(Runnable then) {
    Runnable remove = () -> removeEni(then);
    if (formulas().isTooLow()) {
      grow(done -> remove.run());
    } else if (formulas().isTooHigh() && life.nowMillis() - lastShrinkMillis > SHRINK_MILLIS) {
      shrink(store.inRandomOrder().iterator(), formulas().surplus(), remove);
    } else {
      remove.run();
    }
  }

  /// What a step to grow tells whoever waits for it.
  interface Grown {
    void ended(boolean succeeded);
  }

  /// One step: fills an ENI that has room, or else makes one.
  void grow(Grown then) {
    if (life.nowMillis() - subnetFullMillis < SUBNET_FULL_MILLIS) {
      then.ended(false);
      return;
    }
    for (StoredEni eni : store.inRandomOrder()) {
      int room = limits.secondariesPerEni() - eni.slots.size();
      if (room > 0) {
        fill(eni, formulas().portion(room), true, then);
        return;
      }
    }
    if (store.enis().size() >= formulas().maxEnis()) {
      then.ended(false);
      return;
    }
    new EniCreation(
            node,
            vpc,
            ec2,
            life,
            random,
            formulas().portion(limits.secondariesPerEni()),
            result -> created(result, then))
        .begin();
  }

  private void fill(StoredEni eni, int count, boolean first, Grown then) {
    ec2.call(
        new Command.AssignAddresses(eni.id, Ipv4Request.count(count), false),
        (outcome, seen) -> {
          if (outcome instanceof Outcome.Assigned assigned) {
            store.importAddresses(eni, assigned.addresses());
            lastActionMillis = life.nowMillis();
            then.ended(true);
          } else if (IncumbentEc2.failedWith(outcome, "PrivateIpAddressLimitExceeded")) {
            importFromEc2(eni, then);
          } else if (first) {
            fill(eni, 1, false, then);
          } else {
            noteSubnetFull(outcome);
            then.ended(IncumbentNode.isSubnetFull(outcome));
          }
        });
  }

  private void importFromEc2(StoredEni eni, Grown then) {
    ec2.describe(
        Action.DESCRIBE_NETWORK_INTERFACES,
        (outcome, seen) -> {
          NetworkInterface shown = seen.networkInterface(eni.id);
          if (!IncumbentEc2.failed(outcome) && shown != null) {
            store.importAddresses(eni, secondaries(shown));
          }
          then.ended(true);
        });
  }

  static List<IpAddress> secondaries(NetworkInterface eni) {
    return eni.addresses().subList(1, eni.addresses().size());
  }

  private void noteSubnetFull(Outcome outcome) {
    if (IncumbentNode.isSubnetFull(outcome)) {
      subnetFullMillis = life.nowMillis();
    }
  }

  private void created(EniCreation.Result result, Grown then) {
    switch (result) {
      case EniCreation.Result.Made(var eni, var secondaries) -> {
        StoredEni stored = new StoredEni(eni, false, life.nowMillis());
        store.add(stored);
        store.importAddresses(stored, secondaries);
        lastActionMillis = life.nowMillis();
        then.ended(true);
      }
      case EniCreation.Result.Failed(boolean subnetFull) -> {
        if (subnetFull) {
          subnetFullMillis = life.nowMillis();
        }
        then.ended(false);
      }
    }
  }

  /// Gives addresses back, ENI by ENI; cooling ones too.
  private void shrink(Iterator<StoredEni> enis, int surplus, Runnable then) {
    lastShrinkMillis = life.nowMillis();
    if (surplus <= 0 || !enis.hasNext()) {
      lastActionMillis = life.nowMillis();
      then.run();
      return;
    }
    StoredEni eni = enis.next();
    List<IpAddress> gone = store.removeFreeable(eni, surplus);
    if (gone.isEmpty()) {
      shrink(enis, surplus, then);
      return;
    }
    reconcile.released(gone);
    ec2.call(
        new Command.UnassignAddresses(eni.id, gone, List.of()),
        (outcome, seen) -> shrink(enis, surplus - gone.size(), then));
  }

  private void removeEni(Runnable then) {
    StoredEni eni =
        formulas().looksForRemovableEni() ? store.deletable(targets, life.nowMillis()) : null;
    if (eni == null) {
      then.run();
      return;
    }
    store.remove(eni);
    ec2.describe(
        Action.DESCRIBE_NETWORK_INTERFACES,
        (outcome, seen) -> {
          NetworkInterface shown = seen.networkInterface(eni.id);
          Attachment attachment = shown == null ? null : shown.attachment();
          if (IncumbentEc2.failed(outcome) || attachment == null) {
            then.run();
          } else {
            detach(eni, attachment, 1, then);
          }
        });
  }

  private void detach(StoredEni eni, Attachment attachment, int attempt, Runnable then) {
    ec2.call(
        new Command.DetachInterface(attachment.id()),
        (outcome, seen) -> {
          if (!IncumbentEc2.failed(outcome)) {
            life.after(DETACH_SLEEP_MILLIS, () -> delete(eni, 1, then));
          } else if (attempt < DETACH_ATTEMPTS) {
            life.after(
                waitMillis(DETACH_RETRY_MILLIS, attempt),
                () -> detach(eni, attachment, attempt + 1, then));
          } else {
            then.run();
          }
        });
  }

  private void delete(StoredEni eni, int attempt, Runnable then) {
    ec2.call(
        new Command.DeleteInterface(eni.id),
        (outcome, seen) -> {
          boolean gone =
              !IncumbentEc2.failed(outcome)
                  || IncumbentEc2.failedWith(outcome, "InvalidNetworkInterfaceID.NotFound");
          if (gone || attempt >= DETACH_ATTEMPTS) {
            then.run();
          } else {
            life.after(
                waitMillis(DELETE_RETRY_MILLIS, attempt), () -> delete(eni, attempt + 1, then));
          }
        });
  }

  private static long waitMillis(long firstMillis, int attempt) {
    return Math.min(firstMillis << (attempt - 1), LONGEST_RETRY_MILLIS);
  }
}

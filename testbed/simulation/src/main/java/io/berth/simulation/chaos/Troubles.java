package io.berth.simulation.chaos;

import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.check.Promises;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens on its own from time to time, not to a call or a request: every five seconds each
/// kind has its chance.
final class Troubles {

  private static final long EVERY_MILLIS = 5_000;
  private static final long LONGEST_DOWN_MILLIS = 180_000;
  private static final long LONGEST_FULL_MILLIS = 300_000;
  private static final long DAY_MILLIS = 86_400_000;

  private final VirtualTime time;
  private final SimulatedVpc vpc;
  private final NodeIdentity node;
  private final Faults faults;
  private final CallFaults calls;
  private final ChaosSurroundings surroundings;
  private final PodRuntime runtime;
  private final Promises.Account account;

  /// Has the prefixes that were taken away.
  private final EniId elsewhere;

  private boolean full;

  Troubles(
      VirtualTime time,
      SimulatedVpc vpc,
      NodeIdentity node,
      Faults faults,
      CallFaults calls,
      ChaosSurroundings surroundings,
      PodRuntime runtime,
      Promises.Account account) {
    this.time = time;
    this.vpc = vpc;
    this.node = node;
    this.faults = faults;
    this.calls = calls;
    this.surroundings = surroundings;
    this.runtime = runtime;
    this.account = account;
    this.elsewhere = anotherEni(Ipv4Request.NONE);
  }

  void start() {
    time.after(EVERY_MILLIS, this::turn);
  }

  /// All ends that would not end by itself.
  void end() {
    calls.down(false);
    vacate();
  }

  private void turn() {
    if (faults.areOver()) {
      return;
    }
    if (faults.happens(FaultKind.EC2_DOWN)) {
      calls.down(true);
      time.after(faults.millis(1_000, LONGEST_DOWN_MILLIS), () -> calls.down(false));
    }
    if (!full && faults.happens(FaultKind.EC2_SUBNET_FULL)) {
      full = true;
      vpc.setUp(new Command.OccupySubnet(node.subnet(), 0));
      time.after(faults.millis(1_000, LONGEST_FULL_MILLIS), this::vacate);
    }
    if (faults.isOn(FaultKind.EC2_ADDRESS_REMOVED)) {
      removeAddress();
    }
    if (faults.isOn(FaultKind.EC2_ENI_REMOVED)) {
      removeEni();
    }
    if (faults.happens(FaultKind.WALL_CLOCK_JUMPED)) {
      surroundings.jump(
          faults.below(2) == 0 ? faults.millis(1, DAY_MILLIS) : -faults.millis(1, DAY_MILLIS));
    }
    if (faults.happens(FaultKind.CNI_CHECK)) {
      runtime.check();
    }
    if (faults.happens(FaultKind.CNI_GC)) {
      runtime.collect();
    }
    if (faults.happens(FaultKind.SANDBOX_LOST)) {
      runtime.lose();
    }
    if (faults.happens(FaultKind.RUNTIME_RESTARTED)) {
      runtime.restart();
    }
    time.after(EVERY_MILLIS, this::turn);
  }

  private void vacate() {
    if (full) {
      full = false;
      vpc.setUp(new Command.VacateSubnet(node.subnet()));
    }
  }

  private List<NetworkInterface> attached() {
    List<NetworkInterface> attached = new ArrayList<>();
    for (NetworkInterface eni : vpc.view().interfacesOf(node.instance())) {
      Attachment attachment = eni.attachment();
      if (attachment != null && attachment.status() == Attachment.Status.ATTACHED) {
        attached.add(eni);
      }
    }
    return attached;
  }

  private <T> @Nullable T oneOf(List<T> all) {
    return all.isEmpty() ? null : all.get(faults.below(all.size()));
  }

  private void removeAddress() {
    NetworkInterface eni = oneOf(attached());
    if (eni == null) {
      return;
    }
    IpAddress single = oneOf(eni.addresses().subList(1, eni.addresses().size()));
    Cidr prefix = oneOf(eni.prefixes());
    if (single != null && faults.happens(FaultKind.EC2_ADDRESS_REMOVED)) {
      account.takenAway(single);
      remove(new Command.UnassignAddresses(eni.id(), List.of(single), List.of()));
      anotherEni(new Ipv4Request(single, List.of(), 0, List.of(), 0));
    } else if (prefix != null && faults.happens(FaultKind.EC2_ADDRESS_REMOVED)) {
      for (long offset = 0; offset < prefix.size(); offset++) {
        account.takenAway(prefix.address(offset));
      }
      remove(new Command.UnassignAddresses(eni.id(), List.of(), List.of(prefix)));
      remove(new Command.AssignAddresses(elsewhere, Ipv4Request.prefixes(List.of(prefix)), false));
    }
  }

  private void removeEni() {
    List<NetworkInterface> secondary =
        attached().stream().filter(eni -> !eni.id().equals(node.primaryEni())).toList();
    NetworkInterface eni = oneOf(secondary);
    if (eni == null || !faults.happens(FaultKind.EC2_ENI_REMOVED)) {
      return;
    }
    Attachment attachment = eni.attachment();
    if (attachment != null) {
      account.takenAway(eni.id());
      eni.reachableAddresses().forEach(account::takenAway);
      remove(new Command.DetachInterface(attachment.id()));
    }
  }

  /// Whoever took an address away has it from then on, so that EC2 does not give it to this node
  /// again.
  private EniId anotherEni(Ipv4Request taken) {
    vpc.model().clearFaults();
    Outcome made =
        vpc.setUp(
            new Command.CreateInterface(
                node.subnet(), "somebody else's", node.securityGroups(), taken, Map.of(), ""));
    if (made instanceof Outcome.InterfaceCreated(NetworkInterface eni)) {
      return eni.id();
    }
    throw new IllegalStateException("making an ENI ended as " + made);
  }

  /// At once, past the faults of calls.
  private void remove(Command command) {
    vpc.model().clearFaults();
    vpc.setUp(command);
  }
}

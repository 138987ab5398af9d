package io.berth.simulation.incumbent;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A new ENI, call by call as the incumbent makes them: DescribeSubnets, Create, DescribeInstances,
/// Attach, Modify, then the metadata service until it shows the addresses, then DescribeSubnets
/// again.
final class EniCreation {

  /// What becomes of it.
  sealed interface Result {
    /// Attached and shown; the addresses are those that the metadata service shows.
    record Made(EniId eni, List<IpAddress> secondaries) implements Result {}

    /// Nothing is there, or nothing that is known of.
    record Failed(boolean subnetFull) implements Result {}
  }

  private static final int METADATA_LOOKS = 12;
  private static final long FIRST_LOOK_WAIT_MILLIS = 100;
  private static final long LONGEST_LOOK_WAIT_MILLIS = 60_000;
  private static final double LOOK_JITTER = 0.15;

  private final NodeIdentity node;
  private final SimulatedVpc vpc;
  private final IncumbentEc2 ec2;
  private final Lifetime life;
  private final Random random;
  private final int wanted;
  private final Consumer<Result> replyTo;

  /// @param wanted secondary addresses
  EniCreation(
      NodeIdentity node,
      SimulatedVpc vpc,
      IncumbentEc2 ec2,
      Lifetime life,
      Random random,
      int wanted,
      Consumer<Result> replyTo) {
    this.node = node;
    this.vpc = vpc;
    this.ec2 = ec2;
    this.life = life;
    this.random = random;
    this.wanted = wanted;
    this.replyTo = replyTo;
  }

  void begin() {
    ec2.describe(Action.DESCRIBE_SUBNETS, (outcome, seen) -> create());
  }

  private void create() {
    ec2.call(
        new Command.CreateInterface(
            node.subnet(),
            "aws-K8S-" + node.instance(),
            node.securityGroups(),
            Ipv4Request.count(wanted),
            Map.of("node.k8s.amazonaws.com/instance_id", node.instance().value()),
            ""),
        (outcome, seen) -> {
          if (outcome instanceof Outcome.InterfaceCreated(NetworkInterface eni)) {
            findDevice(eni.id());
          } else {
            replyTo.accept(new Result.Failed(IncumbentNode.isSubnetFull(outcome)));
          }
        });
  }

  private void findDevice(EniId eni) {
    ec2.describe(
        Action.DESCRIBE_INSTANCES,
        (outcome, seen) -> {
          if (IncumbentEc2.failed(outcome)) {
            delete(eni);
            return;
          }
          TreeSet<Integer> used = new TreeSet<>();
          for (NetworkInterface other : seen.interfacesOf(node.instance())) {
            if (other.attachment() != null) {
              used.add(other.attachment().deviceIndex());
            }
          }
          int index = 0;
          while (used.contains(index)) {
            index++;
          }
          attach(eni, index);
        });
  }

  private void attach(EniId eni, int deviceIndex) {
    ec2.call(
        new Command.AttachInterface(eni, node.instance(), deviceIndex, 0),
        (outcome, seen) -> {
          if (outcome instanceof Outcome.AttachBegun begun) {
            modify(eni, begun);
          } else {
            delete(eni);
          }
        });
  }

  private void modify(EniId eni, Outcome.AttachBegun begun) {
    ec2.call(
        new Command.ModifyInterface(
            eni, new Command.Modification.DeleteOnTermination(begun.attachment(), true)),
        (outcome, seen) -> {
          if (IncumbentEc2.failed(outcome)) {
            ec2.call(new Command.DetachInterface(begun.attachment()), (detached, _) -> delete(eni));
          } else {
            look(eni, 1, FIRST_LOOK_WAIT_MILLIS);
          }
        });
  }

  private void delete(EniId eni) {
    ec2.call(
        new Command.DeleteInterface(eni),
        (outcome, seen) -> replyTo.accept(new Result.Failed(false)));
  }

  private void look(EniId eni, int looks, long waitMillis) {
    List<IpAddress> shown = shown(eni);
    if (shown.size() >= wanted) {
      setUp(eni, shown);
    } else if (looks < METADATA_LOOKS) {
      long jitter = (long) (random.nextDouble() * LOOK_JITTER * waitMillis);
      life.after(
          waitMillis + jitter,
          () -> look(eni, looks + 1, Math.min(waitMillis * 2, LONGEST_LOOK_WAIT_MILLIS)));
    } else if (!shown.isEmpty()) {
      setUp(eni, shown);
    } else {
      // Stays attached; a later reconcile takes it in.
      replyTo.accept(new Result.Failed(false));
    }
  }

  private List<IpAddress> shown(EniId eni) {
    for (NetworkInterface shown : vpc.metadata(node.instance())) {
      if (shown.id().equals(eni)) {
        return shown.addresses().subList(1, shown.addresses().size());
      }
    }
    return List.of();
  }

  private void setUp(EniId eni, List<IpAddress> shown) {
    ec2.describe(
        Action.DESCRIBE_SUBNETS, (outcome, seen) -> replyTo.accept(new Result.Made(eni, shown)));
  }
}

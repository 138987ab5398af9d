package io.berth.simulation.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.SlotState;
import io.berth.ipam.pool.SlotView;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.node.Holding;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.NodeSettings;
import io.berth.simulation.node.Pod;
import io.berth.simulation.node.PodNetwork;
import io.berth.simulation.node.RetryRule;
import io.berth.simulation.node.SandboxId;
import io.berth.simulation.run.OneNode;
import io.berth.simulation.run.Policy;
import io.berth.simulation.time.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each promise is broken on purpose, and the check says which.
class PromisesTest {

  private static final long COOLING_MILLIS = 30_000;

  private final OneNode world =
      new OneNode("m5.large", LatencyProfile.REALISTIC, Throttling.NONE, 1).withAddresses(9);
  private final Promises promises = new Promises(world.time(), world.vpc(), COOLING_MILLIS);

  /// A node that keeps its promises but for one.
  enum Defect {
    NONE(""),
    GIVES_AN_ADDRESS_TWICE("S1"),
    COOLS_TOO_SHORTLY("S3"),
    UNASSIGNS_WHAT_A_POD_HAS("S4"),
    UNASSIGNS_WHAT_COOLS("S4"),
    DETACHES_AN_ENI_WITH_PODS("S4"),
    GIVES_A_PRIMARY_ADDRESS("S5"),
    EXCEEDS_THE_INSTANCE_LIMIT("S5"),
    BOOKS_AN_ADDRESS_TWICE("S6"),
    BOOKS_A_POD_S_ADDRESS_AS_FREE("S6");

    private final String promise;

    Defect(String promise) {
      this.promise = promise;
    }
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void eachDefectIsCaughtAsWhatItIs(Defect defect) {
    if (defect == Defect.NONE) {
      play(defect);
    } else {
      BrokenPromiseException broken =
          assertThrows(BrokenPromiseException.class, () -> play(defect));
      assertEquals(defect.promise, broken.promise(), broken::getMessage);
    }
  }

  @Test
  void whatIsBrokenIsSaidWithAddressPodAndNode() {
    BrokenPromiseException broken =
        assertThrows(BrokenPromiseException.class, () -> play(Defect.COOLS_TOO_SHORTLY));
    String message = String.valueOf(broken.getMessage());
    for (String part :
        List.of(
            "S3 is broken: at ", " ms 10.0.", " was given to pod ", " on i-", " before 30000")) {
      assertEquals(true, message.contains(part), () -> part + " in " + message);
    }
  }

  /// Three pods come, two go, and after the cooling time as many come as there are addresses.
  private void play(Defect defect) {
    NodeSettings settings =
        NodeSettings.DEFAULT.withCoolingMillis(
            defect == Defect.COOLS_TOO_SHORTLY ? COOLING_MILLIS - 5_000 : COOLING_MILLIS);
    BerthNode real = (BerthNode) world.boot(Policy.BERTH, settings);
    PodNetwork network =
        switch (defect) {
          case GIVES_AN_ADDRESS_TWICE -> always(lastAddress());
          case GIVES_A_PRIMARY_ADDRESS -> always(world.identity().primaryAddress());
          default -> real;
        };
    Kubelet.Watcher watcher = promises.node(world.identity(), books(defect, real));
    promises.watch();
    Kubelet kubelet = world.kubelet(network, RetryRule.EVERY_SECOND, watcher);
    runFor(2_000);
    List<Pod> pods = run(kubelet, 3);
    runFor(2_000);
    kubelet.stop(pods.get(0));
    kubelet.stop(pods.get(1));
    runFor(1_000);
    misbehave(defect, pods.get(2));
    runFor(1_000);
    run(kubelet, 26);
    runFor(COOLING_MILLIS * 2);
  }

  private static List<Pod> run(Kubelet kubelet, int count) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(kubelet.run());
    }
    return pods;
  }

  private void runFor(long millis) {
    world.time().runUntil(world.time().nowMillis() + millis);
  }

  private void misbehave(Defect defect, Pod alive) {
    NodeIdentity node = world.identity();
    IpAddress leased = alive.address();
    switch (defect) {
      case UNASSIGNS_WHAT_A_POD_HAS ->
          call(
              new Command.UnassignAddresses(
                  node.primaryEni(), List.of(Objects.requireNonNull(leased)), List.of()));
      case UNASSIGNS_WHAT_COOLS -> {
        List<IpAddress> cooling = new ArrayList<>();
        promisesBooks.forEach(slot -> {
          if (slot.state() == SlotState.COOLING) {
            cooling.add(slot.address());
          }
        });
        call(new Command.UnassignAddresses(node.primaryEni(), cooling, List.of()));
      }
      case DETACHES_AN_ENI_WITH_PODS -> {
        NetworkInterface eni = world.vpc().view().holder(Objects.requireNonNull(leased));
        call(
            new Command.DetachInterface(
                Objects.requireNonNull(Objects.requireNonNull(eni).attachment()).id()));
      }
      case EXCEEDS_THE_INSTANCE_LIMIT ->
          call(new Command.AssignAddresses(node.primaryEni(), Ipv4Request.count(1), false));
      default -> {
        // Misbehaves elsewhere.
      }
    }
  }

  private void call(Command.Call command) {
    world.vpc().call("a rogue", command, new Lifetime(world.time()), (outcome, seen) -> {});
  }

  private Promises.Books promisesBooks = consumer -> {};

  private Promises.Books books(Defect defect, BerthNode real) {
    promisesBooks = consumer -> real.pool().forEach(consumer);
    return switch (defect) {
      case BOOKS_AN_ADDRESS_TWICE ->
          consumer ->
              real.pool()
                  .forEach(slot -> {
                    consumer.accept(slot);
                    if (slot.state() == SlotState.COOLING) {
                      consumer.accept(slot);
                    }
                  });
      case BOOKS_A_POD_S_ADDRESS_AS_FREE ->
          consumer ->
              real.pool()
                  .forEach(slot ->
                      consumer.accept(
                          new SlotView(slot.eni(), slot.address(), SlotState.FREE, false, 0)));
      case GIVES_AN_ADDRESS_TWICE, GIVES_A_PRIMARY_ADDRESS ->
          consumer ->
              consumer.accept(
                  new SlotView(
                      world.identity().primaryEni(), lastAddress(), SlotState.LEASED, false, 0));
      default -> promisesBooks;
    };
  }

  /// The last secondary address of the primary ENI.
  private IpAddress lastAddress() {
    NetworkInterface primary = world.vpc().view().networkInterface(world.identity().primaryEni());
    assertNotNull(primary);
    return primary.addresses().getLast();
  }

  private PodNetwork always(IpAddress address) {
    return new PodNetwork() {
      @Override
      public void add(SandboxId sandbox, Consumer<Answer> replyTo) {
        world.time().after(1, () -> replyTo.accept(new Answer.Address(address)));
      }

      @Override
      public void delete(SandboxId sandbox, Runnable replyTo) {
        world.time().after(1, replyTo);
      }

      @Override
      public Holding holding() {
        return new Holding(1, 1, 0);
      }
    };
  }
}

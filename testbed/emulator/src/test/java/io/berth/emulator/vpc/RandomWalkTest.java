package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks at random through commands and time, and checks after each step what must always hold: no
/// address twice, none reserved, all limits, and that addresses are neither lost nor made. A replay
/// of the network's changes must agree with the state.
class RandomWalkTest {

  private static final int STEPS = 1_500;
  private static final List<String> TYPES = List.of("t3.nano", "m5.large", "m4.large");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void walk_anyStep_keepsTheInvariants(long seed) {
    AllocationPolicy policy = seed % 2 == 0 ? AllocationPolicy.RANDOM : AllocationPolicy.LOW_FIRST;
    World world = new World(VpcSettings.DEFAULT.withSeed(seed).withPolicy(policy), "10.0.0.0/25");
    world.model.setLatency(LatencyProfile.REALISTIC);
    Random random = new Random(seed);
    NetworkReplay replay = new NetworkReplay();
    int succeeded = 0;
    for (int step = 0; step < STEPS; step++) {
      world.now += random.nextInt(600);
      if (!(world.done(command(world, random)) instanceof Outcome.Failure)) {
        succeeded++;
      }
      check(world);
      world.changes.forEach(replay::apply);
      world.changes.clear();
      replay.check(world.model.view());
    }
    assertTrue(succeeded > STEPS / 10, "only " + succeeded + " commands succeeded");
    world.now += 60_000;
    world.model.advance(world.now);
    for (Instance instance : world.model.view().instances()) {
      assertEquals(
          world.model.view().interfacesOf(instance.id()),
          List.copyOf(world.model.metadata(instance.id())),
          "the metadata service catches up");
    }
  }

  private static Command command(World world, Random random) {
    List<NetworkInterface> enis = new ArrayList<>(world.model.view().interfaces());
    List<Instance> running =
        world.model.view().instances().stream().filter(Instance::running).toList();
    if (enis.isEmpty() || running.isEmpty()) {
      return run(world, random);
    }
    NetworkInterface eni = enis.get(random.nextInt(enis.size()));
    Instance instance = running.get(random.nextInt(running.size()));
    Attachment attachment = eni.attachment();
    return switch (random.nextInt(10)) {
      case 0, 1 -> world.createCommand(world.subnet.id(), ipv4(random), "");
      case 2, 3 ->
          new Command.AttachInterface(
              eni.id(), instance.id(), 1 + random.nextInt(3), random.nextInt(20) == 0 ? 1 : 0);
      case 4, 5 -> new Command.AssignAddresses(eni.id(), ipv4(random), random.nextBoolean());
      case 6 ->
          new Command.UnassignAddresses(
              eni.id(),
              eni.addresses()
                  .subList(random.nextInt(eni.addresses().size()), eni.addresses().size()),
              eni.prefixes());
      case 7 ->
          attachment == null
              ? new Command.DeleteInterface(eni.id())
              : new Command.DetachInterface(attachment.id());
      case 8 -> new Command.DeleteInterface(eni.id());
      default ->
          random.nextInt(5) == 0
              ? new Command.TerminateInstance(instance.id())
              : running.size() < 4
                  ? run(world, random)
                  : new Command.ModifyInterface(
                      eni.id(), new Command.Modification.SourceDestCheck(random.nextBoolean()));
    };
  }

  private static Command run(World world, Random random) {
    return new Command.RunInstance(
        TYPES.get(random.nextInt(TYPES.size())), world.subnet.id(), List.of());
  }

  private static Ipv4Request ipv4(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Ipv4Request.prefixCount(1 + random.nextInt(2));
      case 1 -> Ipv4Request.addresses(List.of(IpAddress.parse("10.0.0." + random.nextInt(140))));
      case 2 -> Ipv4Request.count(1 + random.nextInt(12));
      default -> Ipv4Request.count(1);
    };
  }

  private static void check(World world) {
    Set<IpAddress> seen = new HashSet<>();
    Set<MacAddress> macs = new HashSet<>();
    int base = world.subnet.cidr().network().ipv4Bits();
    for (NetworkInterface eni : world.model.view().interfaces()) {
      assertTrue(macs.add(eni.mac()), "MAC twice: " + eni.mac());
      for (IpAddress address : eni.reachableAddresses()) {
        assertTrue(seen.add(address), "address twice: " + address);
        int offset = address.ipv4Bits() - base;
        assertFalse(offset < 4 || offset >= 127, "reserved or outside: " + address);
      }
    }
    assertEquals(128 - 5 - seen.size(), world.free(), "addresses are conserved");
    for (Instance instance : world.model.view().instances()) {
      List<NetworkInterface> attached = world.model.view().interfacesOf(instance.id());
      assertTrue(instance.running() || attached.isEmpty());
      assertTrue(attached.size() <= instance.limits().maxEnis(), "ENIs of " + instance);
      Set<Integer> devices = new HashSet<>();
      for (NetworkInterface eni : attached) {
        assertTrue(eni.slots() <= instance.limits().ipv4PerEni(), "slots of " + eni);
        assertTrue(eni.prefixes().isEmpty() || instance.limits().supportsPrefixes());
        Attachment attachment = eni.attachment();
        assertTrue(attachment != null && devices.add(attachment.deviceIndex()));
      }
    }
  }
}

package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.berth.ipam.model.AttachmentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaleDescribeTest {

  private static final Command LOOK = new Command.Look(Action.DESCRIBE_NETWORK_INTERFACES);

  private final World world = new World("10.0.0.0/24");

  @Test
  void describe_withALag_showsTheStateOfThen() {
    Instance instance = world.run("m5.large");
    NetworkInterface before = world.primaryOf(instance);
    int free = world.free();
    world.model.setLatency(LatencyProfile.ZERO.withLag(Delay.fixed(30_000)));
    world.now += 1;
    world.done(new Command.AssignAddresses(before.id(), Ipv4Request.count(3), false));
    world.done(new Command.CreateTags(List.of(before.id().value()), Map.of("a", "b")));
    NetworkInterface young = world.create(Ipv4Request.NONE);

    world.now += 29_999;
    VpcView seen = look(LOOK);
    assertEquals(before, seen.networkInterface(before.id()));
    assertEquals(List.of(before), List.copyOf(seen.interfaces()));
    assertEquals(List.of(before), seen.interfacesOf(instance.id()));
    assertEquals(Map.of(), seen.tags(before.id().value()));
    assertEquals(free, seen.freeAddresses(world.subnet.id()));
    assertNull(seen.networkInterface(young.id()));
    assertNull(seen.holder(young.primary()));

    world.now += 1;
    seen = look(LOOK);
    assertEquals(world.current(before.id()), seen.networkInterface(before.id()));
    assertEquals(Map.of("a", "b"), seen.tags(before.id().value()));
    assertNotNull(seen.networkInterface(young.id()));
    assertEquals(free - 4, seen.freeAddresses(world.subnet.id()));
  }

  @Test
  void describe_ofADeletedInterface_showsItWithItsTags() {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    world.done(new Command.CreateTags(List.of(eni.id().value()), Map.of("a", "b")));
    world.model.setLatency(LatencyProfile.ZERO.withLag(Delay.fixed(1_000)));
    world.now += 5_000;
    world.done(new Command.DeleteInterface(eni.id()));
    world.now += 999;
    VpcView seen = look(LOOK);
    assertEquals(eni, seen.networkInterface(eni.id()));
    assertEquals(eni, seen.holder(eni.primary()));
    assertEquals(Map.of("a", "b"), seen.tags(eni.id().value()));
    assertNull(world.model.view().networkInterface(eni.id()));
  }

  @Test
  void describe_lagOfAnotherAction_showsThePresent() {
    world.model.setLatency(
        LatencyProfile.ZERO.withLag(Action.DESCRIBE_SUBNETS, Delay.fixed(30_000)));
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    assertNotNull(look(LOOK).networkInterface(eni.id()));
    assertEquals(
        251, look(new Command.Look(Action.DESCRIBE_SUBNETS)).freeAddresses(world.subnet.id()));
  }

  @Test
  void describe_hitByAStaleFault_isTheOnlyOneThatLags() {
    world.now += 100_000;
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    world.model.inject(
        new Fault(
            Action.DESCRIBE_NETWORK_INTERFACES,
            Fault.Hits.next(1),
            new Fault.Effect.StaleDescribe(10_000),
            Fault.USUAL));
    assertNull(look(LOOK).networkInterface(eni.id()));
    assertNotNull(look(LOOK).networkInterface(eni.id()));
  }

  @Test
  void lag_longerThanWhatIsKept_isRefused() {
    assertEquals(
        "a describe can lag 0 to 600000 ms, not 600001",
        assertThrows(
                IllegalArgumentException.class,
                () -> LatencyProfile.ZERO.withLag(Delay.fixed(600_001)))
            .getMessage());
  }

  /// Every earlier state of a random history is shown again exactly.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void describe_atAnyLag_showsExactlyWhatWas(long seed) {
    record Moment(long atMillis, List<NetworkInterface> enis, int free, List<Instance> machines) {}
    Random random = new Random(seed);
    List<Moment> moments = new ArrayList<>();
    List<Instance> instances = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      world.now += 1 + random.nextInt(500);
      change(random, instances);
      moments.add(
          new Moment(
              world.now,
              List.copyOf(world.model.view().interfaces()),
              world.free(),
              List.copyOf(world.model.view().instances())));
    }
    for (Moment moment : moments) {
      world.model.setLatency(
          LatencyProfile.ZERO.withLag(Delay.fixed(world.now - moment.atMillis())));
      VpcView seen = look(LOOK);
      assertEquals(moment.enis(), List.copyOf(seen.interfaces()));
      assertEquals(moment.free(), seen.freeAddresses(world.subnet.id()));
      assertEquals(moment.machines(), List.copyOf(seen.instances()));
      for (Instance instance : instances) {
        assertEquals(
            moment.enis().stream()
                .filter(eni ->
                    eni.attachment() != null && eni.attachment().instance().equals(instance.id()))
                .toList(),
            seen.interfacesOf(instance.id()));
      }
      for (NetworkInterface eni : moment.enis()) {
        AttachmentId attachment = eni.attachment() == null ? null : eni.attachment().id();
        assertEquals(eni, attachment == null ? eni : seen.attached(attachment));
        assertEquals(eni, seen.holder(eni.addresses().getLast()));
      }
    }
  }

  private void change(Random random, List<Instance> instances) {
    List<NetworkInterface> enis = List.copyOf(world.model.view().interfaces());
    switch (enis.isEmpty() ? 0 : random.nextInt(6)) {
      case 0 -> instances.add(world.run("m5.large"));
      case 1 -> world.create(Ipv4Request.count(random.nextInt(2)));
      default -> {
        NetworkInterface eni = enis.get(random.nextInt(enis.size()));
        Instance instance = instances.get(random.nextInt(instances.size()));
        Attachment attachment = eni.attachment();
        switch (random.nextInt(5)) {
          case 0 -> world.done(new Command.DeleteInterface(eni.id()));
          case 1 -> world.attach(eni, instance, 1 + random.nextInt(2));
          case 2 -> {
            if (attachment != null) {
              world.done(new Command.DetachInterface(attachment.id()));
            }
          }
          case 3 -> world.done(new Command.AssignAddresses(eni.id(), Ipv4Request.count(1), false));
          default -> {
            if (random.nextInt(4) == 0) {
              world.done(new Command.TerminateInstance(instance.id()));
            }
          }
        }
      }
    }
  }

  private VpcView look(Command command) {
    return world.model.seen(world.done(command));
  }
}

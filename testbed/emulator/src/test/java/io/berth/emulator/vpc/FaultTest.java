package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultTest {

  private final World world = new World("10.0.0.0/24");

  @Test
  void answerLost_create_isDoneAndNotAnswered() {
    inject(Action.CREATE_NETWORK_INTERFACE, new Fault.Effect.AnswerLost(), 400);
    Answer answer = world.model.apply(create(), world.now);
    assertEquals(new Answer(new Outcome.NoAnswer(), world.now + 400), answer);
    assertEquals(1, world.model.view().interfaces().size());
  }

  @Test
  void answerLost_attach_goesOnAttachingAsUsual() {
    world.model.setLatency(LatencyProfile.REALISTIC);
    Instance instance = world.run("m5.large");
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    inject(Action.ATTACH_NETWORK_INTERFACE, new Fault.Effect.AnswerLost(), 30_000);
    assertEquals(new Outcome.NoAnswer(), world.attach(eni, instance, 1));
    world.now += 750;
    world.model.advance(world.now);
    assertTrue(world.current(eni.id()).hasLink(), "attached long before the time-out");
  }

  @Test
  void callLost_create_isNotDoneAndNotAnswered() {
    inject(Action.CREATE_NETWORK_INTERFACE, new Fault.Effect.CallLost(), 400);
    assertEquals(
        new Answer(new Outcome.NoAnswer(), world.now + 400),
        world.model.apply(create(), world.now));
    assertTrue(world.model.view().interfaces().isEmpty());
  }

  @Test
  void delayed_create_isDoneAndAnsweredLate() {
    inject(Action.CREATE_NETWORK_INTERFACE, new Fault.Effect.Delayed(), 9_000);
    Answer answer = world.model.apply(create(), world.now);
    assertInstanceOf(Outcome.InterfaceCreated.class, answer.outcome());
    assertEquals(world.now + 9_000, answer.atMillis());
  }

  @Test
  void error_withTheUsualDelay_takesAsLongAsTheProfileSays() {
    world.model.setLatency(LatencyProfile.REALISTIC);
    world.model.inject(Fault.throttle(Action.CREATE_NETWORK_INTERFACE, Fault.Hits.next(1)));
    Answer answer = world.model.apply(create(), world.now);
    World.assertRefused("RequestLimitExceeded", "Request limit exceeded.", answer.outcome());
    assertEquals(world.now + 300, answer.atMillis());
  }

  @Test
  void unauthorized_action_isRefusedUntilFaultsAreCleared() {
    world.model.inject(Fault.unauthorized(Action.CREATE_NETWORK_INTERFACE));
    for (int i = 0; i < 10; i++) {
      World.assertRefused(
          "UnauthorizedOperation",
          "You are not authorized to perform this operation. No identity-based policy allows the"
              + " ec2:CreateNetworkInterface action.",
          world.done(create()));
    }
    world.model.clearFaults();
    world.create(Ipv4Request.NONE);
  }

  @Test
  void fault_withAChance_hitsAboutThatShareAndTheSameForOneSeed() {
    List<Boolean> first = hitsOf(new World(VpcSettings.DEFAULT.withSeed(7), "10.0.0.0/24"));
    assertEquals(first, hitsOf(new World(VpcSettings.DEFAULT.withSeed(7), "10.0.0.0/24")));
    long hits = first.stream().filter(hit -> hit).count();
    assertTrue(hits > 200 && hits < 300, "about a quarter of 1,000: " + hits);
  }

  private static List<Boolean> hitsOf(World world) {
    world.model.inject(Fault.throttle(Action.DESCRIBE_SUBNETS, Fault.Hits.often(250)));
    return IntStream.range(0, 1_000)
        .mapToObj(_ -> world.done(new Command.Look(Action.DESCRIBE_SUBNETS)))
        .map(Outcome.Failure.class::isInstance)
        .toList();
  }

  @Test
  void faults_severalOfOneAction_hitInTheOrderOfInjection() {
    inject(Action.CREATE_NETWORK_INTERFACE, new Fault.Effect.CallLost(), 0);
    world.model.inject(Fault.throttle(Action.CREATE_NETWORK_INTERFACE, Fault.Hits.next(2)));
    assertEquals(2, world.model.faults().size());
    assertEquals(new Outcome.NoAnswer(), world.done(create()));
    World.assertRefused("RequestLimitExceeded", world.done(create()));
    assertEquals(
        List.of(Fault.throttle(Action.CREATE_NETWORK_INTERFACE, Fault.Hits.next(1))),
        world.model.faults());
    World.assertRefused("RequestLimitExceeded", world.done(create()));
    world.create(Ipv4Request.NONE);
    assertTrue(world.model.faults().isEmpty());
  }

  @Test
  void staleMetadata_assign_showsItThatMuchLater() {
    Instance instance = world.run("m5.large");
    NetworkInterface primary = world.primaryOf(instance);
    inject(Action.ASSIGN_PRIVATE_IP_ADDRESSES, new Fault.Effect.StaleMetadata(60_000), Fault.USUAL);
    world.done(new Command.AssignAddresses(primary.id(), Ipv4Request.count(2), false));
    world.now += 59_999;
    world.model.advance(world.now);
    assertEquals(List.of(primary), List.copyOf(world.model.metadata(instance.id())));
    world.now += 1;
    world.model.advance(world.now);
    assertEquals(
        List.of(world.current(primary.id())), List.copyOf(world.model.metadata(instance.id())));
  }

  @Test
  void staleMetadata_attach_countsFromTheMomentTheLinkAppears() {
    world.model.setLatency(LatencyProfile.REALISTIC);
    Instance instance = world.run("m5.large");
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    inject(Action.ATTACH_NETWORK_INTERFACE, new Fault.Effect.StaleMetadata(60_000), Fault.USUAL);
    world.attach(eni, instance, 1);
    world.now += 750 + 59_999;
    world.model.advance(world.now);
    assertEquals(1, world.model.metadata(instance.id()).size());
    world.now += 1;
    world.model.advance(world.now);
    assertEquals(2, world.model.metadata(instance.id()).size());
  }

  @Test
  void fault_outOfRange_isRefused() {
    assertEquals(
        "a fault hits at least one call, with a chance of 1 to 1000 in a thousand: 0 times, 1000",
        assertThrows(IllegalArgumentException.class, () -> Fault.Hits.next(0)).getMessage());
    assertEquals(
        "a describe can lag 0 to 600000 ms, not 600001",
        assertThrows(IllegalArgumentException.class, () -> new Fault.Effect.StaleDescribe(600_001))
            .getMessage());
  }

  private Command create() {
    return world.createCommand(world.subnet.id(), Ipv4Request.NONE, "");
  }

  private void inject(Action action, Fault.Effect effect, long delayMillis) {
    world.model.inject(new Fault(action, Fault.Hits.next(1), effect, delayMillis));
  }
}

package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.berth.ipam.model.EniId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThrottlingTest {

  private final World world = new World("10.0.0.0/20");

  @BeforeEach
  void limitTheAccount() {
    world.model.setThrottling(Throttling.EC2);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE_NETWORK_INTERFACE, 100, 5",
    "DELETE_NETWORK_INTERFACE, 100, 5",
    "MODIFY_NETWORK_INTERFACE_ATTRIBUTE, 100, 5",
    "ASSIGN_PRIVATE_IP_ADDRESSES, 100, 5",
    "UNASSIGN_PRIVATE_IP_ADDRESSES, 100, 5",
    "ATTACH_NETWORK_INTERFACE, 50, 5",
    "DETACH_NETWORK_INTERFACE, 50, 5",
    "CREATE_TAGS, 100, 10",
    "CREATE_SUBNET_CIDR_RESERVATION, 5, 1",
    "DESCRIBE_NETWORK_INTERFACES, 100, 20",
    "DESCRIBE_SUBNETS, 100, 20",
  })
  void bucket_emptied_fillsAtItsRate(Action action, int size, int perSecond) {
    assertEquals(size, allowed(new Command.Look(action), size + 200));
    world.now += 1_000;
    assertEquals(perSecond, allowed(new Command.Look(action), 200));
    world.now += 1_000_000;
    assertEquals(size, allowed(new Command.Look(action), size + 200));
  }

  @Test
  void wholeList_ofInterfaces_hasASmallerBucketOfItsOwn() {
    Command whole = new Command.Look(Action.DESCRIBE_NETWORK_INTERFACES, true);
    assertEquals(50, allowed(whole, 200));
    assertEquals(100, allowed(new Command.Look(Action.DESCRIBE_NETWORK_INTERFACES), 200));
    world.now += 1_000;
    assertEquals(10, allowed(whole, 200));
  }

  @Test
  void wholeList_ofSubnets_sharesTheBucketOfTheAction() {
    assertEquals(100, allowed(new Command.Look(Action.DESCRIBE_SUBNETS, true), 200));
    assertEquals(0, allowed(new Command.Look(Action.DESCRIBE_SUBNETS), 1));
  }

  @Test
  void action_withItsBucketEmpty_leavesOthersAlone() {
    allowed(new Command.Look(Action.CREATE_TAGS), 200);
    assertEquals(100, allowed(new Command.Look(Action.DELETE_NETWORK_INTERFACE), 200));
  }

  @Test
  void call_throttled_saysSoAndChangesNothing() {
    world.model.setThrottling(
        Throttling.EC2.with(Action.CREATE_NETWORK_INTERFACE, new Bucket(1, 1)));
    world.create(Ipv4Request.NONE);
    Outcome.Failure refused =
        assertInstanceOf(
            Outcome.Failure.class,
            world.done(world.createCommand(world.subnet.id(), Ipv4Request.NONE, "")));
    assertEquals(
        new ApiError("RequestLimitExceeded", 503, "Request limit exceeded."), refused.error());
    assertEquals(1, world.model.view().interfaces().size());
  }

  @Test
  void call_throttledInARealisticRegion_isRefusedSoonerThanItWouldBeAnswered() {
    world.model.setLatency(LatencyProfile.REALISTIC);
    world.model.setThrottling(Throttling.EC2.with(Action.CREATE_TAGS, new Bucket(1, 1)));
    Command tags = new Command.CreateTags(List.of(new EniId("eni-1").value()), Map.of("a", "b"));
    assertEquals(world.now + 300, world.model.apply(tags, world.now).atMillis());
    assertEquals(world.now + 200, world.model.apply(tags, world.now).atMillis());
  }

  @Test
  void account_withoutLimits_isNeverThrottled() {
    world.model.setThrottling(Throttling.NONE);
    assertEquals(5_000, allowed(new Command.Look(Action.CREATE_TAGS), 5_000));
  }

  private int allowed(Command command, int calls) {
    int allowed = 0;
    for (int i = 0; i < calls; i++) {
      allowed += world.done(command) instanceof Outcome.Failure ? 0 : 1;
    }
    return allowed;
  }
}

package io.berth.emulator.vpc;

import static io.berth.emulator.vpc.World.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Shows the rules of making, changing, tagging and deleting ENIs, and of faults and latencies.
class InterfaceCommandsTest {

  private final World world = new World("10.0.0.0/24");

  @Test
  void create_sameToken_givesTheSameInterfaceOnce() {
    Command.CreateInterface command =
        world.createCommand(world.subnet.id(), Ipv4Request.count(2), "token");
    Outcome first = world.done(command);
    int free = world.free();
    assertEquals(first, world.done(command));
    assertEquals(free, world.free());
    assertRefused(
        "IdempotentParameterMismatch",
        world.done(world.createCommand(world.subnet.id(), Ipv4Request.count(3), "token")));
    assertNotEquals(
        first, world.done(world.createCommand(world.subnet.id(), Ipv4Request.count(2), "other")));
    assertRefused(
        "InvalidParameterValue",
        world.done(world.createCommand(world.subnet.id(), Ipv4Request.NONE, "x".repeat(65))));
  }

  @Test
  void create_tokenRefused_mayBeUsedAgain() {
    Command.CreateInterface tooMany =
        world.createCommand(world.subnet.id(), Ipv4Request.count(252), "token");
    assertRefused("PrivateIpAddressLimitExceeded", world.done(tooMany));
    assertInstanceOf(
        Outcome.InterfaceCreated.class,
        world.done(world.createCommand(world.subnet.id(), Ipv4Request.NONE, "token")));
  }

  @Test
  void create_primaryNamed_isTaken() {
    IpAddress wanted = IpAddress.parse("10.0.0.50");
    Ipv4Request request = new Ipv4Request(wanted, List.of(), 1, List.of(), 0);
    NetworkInterface eni = world.create(request);
    assertEquals(List.of(wanted, IpAddress.parse("10.0.0.4")), eni.addresses());
    assertRefused(
        "InvalidIPAddress.InUse", world.done(world.createCommand(world.subnet.id(), request, "")));
  }

  @Test
  void create_addressesOrPrefixNamed_leavesThemToTheRequest() {
    assertEquals(
        List.of(IpAddress.parse("10.0.0.5"), IpAddress.parse("10.0.0.4")),
        world.create(Ipv4Request.addresses(List.of(IpAddress.parse("10.0.0.4")))).addresses());
    assertEquals(
        List.of(Cidr.parse("10.0.0.16/28")),
        world.create(Ipv4Request.prefixes(List.of(Cidr.parse("10.0.0.16/28")))).prefixes());
  }

  @Test
  void create_refused_leavesNothingBehind() {
    int free = world.free();
    assertRefused(
        "InsufficientCidrBlocks",
        world.done(world.createCommand(world.subnet.id(), Ipv4Request.prefixCount(15), "")));
    assertEquals(free, world.free());
    assertEquals(0, world.model.view().interfaces().size());
    assertEquals(List.of(), world.changes.stream().skip(1).toList());
  }

  @Test
  void create_wrongInputs_areRefusedByName() {
    assertRefused(
        "InvalidSubnetID.NotFound",
        world.done(world.createCommand(new SubnetId("subnet-0"), Ipv4Request.NONE, "")));
    List<SecurityGroupId> unknown = List.of(new SecurityGroupId("sg-0"));
    assertRefused("InvalidGroup.NotFound", world.done(withGroups(unknown)));
    List<SecurityGroupId> six =
        IntStream.range(0, 6).mapToObj(i -> new SecurityGroupId("sg-" + i)).toList();
    assertRefused("SecurityGroupsPerInterfaceLimitExceeded", world.done(withGroups(six)));
  }

  private Command.CreateInterface withGroups(List<SecurityGroupId> groups) {
    return new Command.CreateInterface(
        world.subnet.id(), "", groups, Ipv4Request.NONE, Map.of(), "");
  }

  @Test
  void create_beyondTheQuota_isRefused() {
    VpcSettings tight = new VpcSettings("us-east-1", "1", 1, AllocationPolicy.RANDOM, 2);
    World limited = new World(tight, "10.0.0.0/24");
    limited.create(Ipv4Request.NONE);
    limited.create(Ipv4Request.NONE);
    assertRefused(
        "NetworkInterfaceLimitExceeded",
        limited.done(limited.createCommand(limited.subnet.id(), Ipv4Request.NONE, "")));
  }

  @Test
  void modify_eachAttribute_changesThatOnly() {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    world.done(new Command.ModifyInterface(eni.id(), new Command.Modification.Description("mine")));
    world.done(
        new Command.ModifyInterface(eni.id(), new Command.Modification.SourceDestCheck(false)));
    assertEquals(eni.withDescription("mine").withSourceDestCheck(false), world.current(eni.id()));
  }

  @Test
  void tags_ofUnknownOrTooMany_areRefused() {
    EniId eni = world.create(Ipv4Request.NONE).id();
    assertRefused(
        "InvalidNetworkInterfaceID.NotFound",
        world.done(new Command.CreateTags(List.of("eni-0"), Map.of("a", "b"))));
    assertRefused(
        "InvalidParameterValue",
        world.done(new Command.CreateTags(List.of(eni.value()), Map.of("aws:a", "b"))));
    Map<String, String> fifty =
        IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "k" + i, _ -> "v"));
    assertEquals(
        new Outcome.Done(), world.done(new Command.CreateTags(List.of(eni.value()), fifty)));
    assertRefused(
        "TagLimitExceeded",
        world.done(new Command.CreateTags(List.of(eni.value()), Map.of("one more", "v"))));
    assertEquals(fifty, world.model.view().tags(eni.value()));
  }

  @Test
  void fault_ordered_hitsThatManyCallsAndChangesNothing() {
    ApiError error = new ApiError("RequestLimitExceeded", 503, "Request limit exceeded.");
    world.model.inject(Fault.error(Action.CREATE_NETWORK_INTERFACE, 2, 400, error));
    Command create = world.createCommand(world.subnet.id(), Ipv4Request.NONE, "");
    Answer failed = new Answer(new Outcome.Failure(error), world.now + 400);
    assertEquals(failed, world.model.apply(create, world.now));
    assertEquals(failed, world.model.apply(create, world.now));
    assertInstanceOf(Outcome.InterfaceCreated.class, world.done(create));
    assertEquals(1, world.model.view().interfaces().size());
  }
}

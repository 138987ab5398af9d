package io.berth.emulator.vpc;

import static io.berth.emulator.vpc.World.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Shows the rules of assigning and unassigning, on an m5.large (10 slots an ENI) and an m4.large
/// (xen). Subnets hand out their lowest address first, so answers are known.
class AddressCommandsTest {

  private final World world = new World("10.0.0.0/24");
  private final Instance instance = world.run("m5.large");
  private final NetworkInterface eni = world.primaryOf(instance);

  private Outcome assign(Ipv4Request request) {
    return world.done(new Command.AssignAddresses(eni.id(), request, false));
  }

  private static List<IpAddress> addresses(String... texts) {
    return List.of(texts).stream().map(IpAddress::parse).toList();
  }

  private static List<Cidr> prefixes(String... texts) {
    return List.of(texts).stream().map(Cidr::parse).toList();
  }

  @Test
  void assign_count_answersOnlyTheNewAddresses() {
    assign(Ipv4Request.count(1));
    assertEquals(
        new Outcome.Assigned(eni.id(), addresses("10.0.0.6", "10.0.0.7"), List.of()),
        assign(Ipv4Request.count(2)));
    assertEquals(
        addresses("10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"),
        world.current(eni.id()).addresses());
  }

  @Test
  void assign_beyondSlots_isRefusedWhole() {
    assign(Ipv4Request.count(8));
    assertRefused(
        "PrivateIpAddressLimitExceeded",
        "Number of private addresses will exceed limit.",
        assign(Ipv4Request.count(2)));
    assertInstanceOf(Outcome.Assigned.class, assign(Ipv4Request.count(1)));
  }

  @Test
  void assign_prefixes_takeOneSlotEachAndSixteenAddresses() {
    int before = world.free();
    assertEquals(
        new Outcome.Assigned(eni.id(), List.of(), prefixes("10.0.0.16/28", "10.0.0.32/28")),
        assign(Ipv4Request.prefixCount(2)));
    assertEquals(before - 32, world.free());
    assertInstanceOf(Outcome.Assigned.class, assign(Ipv4Request.count(7)));
    assertRefused("PrivateIpAddressLimitExceeded", assign(Ipv4Request.prefixCount(1)));
  }

  @Test
  void assign_prefixNamed_mustBeAlignedFreeAndInside() {
    assertRefused("InvalidParameterValue", assign(Ipv4Request.prefixes(prefixes("10.0.0.64/27"))));
    assertRefused("InvalidParameterValue", assign(Ipv4Request.prefixes(prefixes("10.0.1.0/28"))));
    assertRefused("InvalidIPAddress.InUse", assign(Ipv4Request.prefixes(prefixes("10.0.0.0/28"))));
    assertRefused(
        "InvalidParameterValue",
        assign(Ipv4Request.prefixes(prefixes("10.0.0.16/28", "10.0.0.16/28"))));
    assertEquals(
        new Outcome.Assigned(eni.id(), List.of(), prefixes("10.0.0.64/28")),
        assign(Ipv4Request.prefixes(prefixes("10.0.0.64/28"))));
  }

  @Test
  void assign_prefixOnXen_isRefused() {
    NetworkInterface xen = world.primaryOf(world.run("m4.large"));
    assertRefused(
        "InvalidParameterValue",
        "Prefix delegation is not supported for instance type m4.large",
        world.done(new Command.AssignAddresses(xen.id(), Ipv4Request.prefixCount(1), false)));
  }

  @Test
  void assign_addressNamed_mustBeFreeInsideAndNotReserved() {
    NetworkInterface other = world.primaryOf(world.run("m5.large"));
    assertRefused("InvalidParameterValue", assign(named("10.0.1.9")));
    assertRefused("InvalidParameterValue", assign(named("10.0.0.3")));
    assertRefused("InvalidIPAddress.InUse", assign(named(other.primary().toString())));
    assertEquals(
        new Outcome.Assigned(eni.id(), addresses("10.0.0.200"), List.of()),
        assign(named("10.0.0.200")));
    assertEquals(new Outcome.Assigned(eni.id(), List.of(), List.of()), assign(named("10.0.0.200")));
  }

  private static Ipv4Request named(String address) {
    return Ipv4Request.addresses(addresses(address));
  }

  @Test
  void assign_reassignment_movesSecondaryButNotPrimary() {
    NetworkInterface other = world.primaryOf(world.run("m5.large"));
    world.done(new Command.AssignAddresses(other.id(), named("10.0.0.77"), false));
    assertRefused("InvalidIPAddress.InUse", assign(named("10.0.0.77")));
    int before = world.free();
    assertEquals(
        new Outcome.Assigned(eni.id(), addresses("10.0.0.77"), List.of()),
        world.done(new Command.AssignAddresses(eni.id(), named("10.0.0.77"), true)));
    assertEquals(List.of(other.primary()), world.current(other.id()).addresses());
    assertEquals(before, world.free());
    assertRefused(
        "InvalidIPAddress.InUse",
        world.done(new Command.AssignAddresses(eni.id(), named(other.primary().toString()), true)));
  }

  @Test
  void assign_withoutOrWithTwoWays_isRefused() {
    assertRefused("MissingParameter", assign(Ipv4Request.NONE));
    assertRefused(
        "InvalidParameterCombination", assign(new Ipv4Request(null, List.of(), 1, List.of(), 1)));
  }

  @Test
  void assign_subnetFull_isRefused() {
    World small = new World("10.0.0.0/28");
    NetworkInterface last = small.primaryOf(small.run("m5.4xlarge"));
    assertEquals(10, small.free());
    assertRefused(
        "InsufficientFreeAddressesInSubnet",
        small.done(new Command.AssignAddresses(last.id(), Ipv4Request.count(11), false)));
    assertRefused(
        "InsufficientCidrBlocks",
        small.done(new Command.AssignAddresses(last.id(), Ipv4Request.prefixCount(1), false)));
    assertEquals(10, small.free());
  }

  @Test
  void unassign_givesBack_andRefusesPrimaryAndForeign() {
    assign(Ipv4Request.count(2));
    assign(Ipv4Request.prefixCount(1));
    int before = world.free();
    assertRefused("InvalidParameterValue", unassign(addresses("10.0.0.4"), List.of()));
    assertRefused(
        "InvalidParameterValue",
        "Some of the specified addresses are not assigned to interface " + eni.id(),
        unassign(addresses("10.0.0.5", "10.0.0.99"), List.of()));
    assertEquals(before, world.free());
    assertEquals(new Outcome.Done(), unassign(addresses("10.0.0.5"), prefixes("10.0.0.16/28")));
    assertEquals(before + 17, world.free());
    assertEquals(addresses("10.0.0.4", "10.0.0.6"), world.current(eni.id()).addresses());
  }

  private Outcome unassign(List<IpAddress> addresses, List<Cidr> prefixes) {
    return world.done(new Command.UnassignAddresses(eni.id(), addresses, prefixes));
  }
}

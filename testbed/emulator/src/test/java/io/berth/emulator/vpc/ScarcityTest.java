package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SubnetId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Subnets that are full, fragmented or reserved.
class ScarcityTest {

  private final World world = new World("10.0.0.0/24");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 40, 75})
  void occupied_subnet_hasThatShareFreeAndNoPrefix(int percent) {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    assertEquals(new Outcome.SubnetOccupied(256 * percent / 100), occupy(percent));
    assertEquals(256 * percent / 100, world.free());
    World.assertRefused("InsufficientCidrBlocks", assign(eni, Ipv4Request.prefixCount(1)));
    if (world.free() >= 9) {
      assertInstanceOf(Outcome.Assigned.class, assign(eni, Ipv4Request.count(9)));
    }
  }

  @Test
  void occupied_moreThanCanStayFree_leavesFifteenOfSixteen() {
    // Two blocks have a reserved address already.
    assertEquals(new Outcome.SubnetOccupied(251 - 14), occupy(100));
  }

  @Test
  void occupied_again_replacesTheFirstOccupation() {
    occupy(0);
    assertEquals(new Outcome.SubnetOccupied(102), occupy(40));
    assertEquals(
        new Outcome.SubnetOccupied(251), world.done(new Command.VacateSubnet(world.subnet.id())));
    assertFalse(world.create(Ipv4Request.prefixCount(1)).prefixes().isEmpty());
  }

  @Test
  void occupy_unknownSubnetOrShare_isRefused() {
    SubnetId unknown = new SubnetId("subnet-1");
    World.assertRefused(
        "InvalidSubnetID.NotFound", world.done(new Command.OccupySubnet(unknown, 10)));
    World.assertRefused("InvalidSubnetID.NotFound", world.done(new Command.VacateSubnet(unknown)));
    World.assertRefused(
        "InvalidParameterValue", "The free share must be 0 to 100 percent, not 101", occupy(101));
  }

  @Test
  void shortage_inItsOwnCode_tellsAddressesFromPrefixes() {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    occupy(0);
    World.assertRefused("InsufficientCidrBlocks", assign(eni, Ipv4Request.prefixCount(1)));
    World.assertRefused("InsufficientFreeAddressesInSubnet", assign(eni, Ipv4Request.count(1)));
    World.assertRefused(
        "InsufficientFreeAddressesInSubnet",
        world.done(world.createCommand(world.subnet.id(), Ipv4Request.NONE, "")));
  }

  @Test
  void shortage_asAParameterValue_saysOneThingForBoth() {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    world.model.setShortageForm(ShortageForm.PARAMETER_VALUE);
    occupy(0);
    for (Command command :
        List.of(
            new Command.AssignAddresses(eni.id(), Ipv4Request.prefixCount(1), false),
            new Command.AssignAddresses(eni.id(), Ipv4Request.count(1), false),
            world.createCommand(world.subnet.id(), Ipv4Request.NONE, ""))) {
      World.assertRefused(
          "InvalidParameterValue",
          "There aren't sufficient free Ipv4 addresses or prefixes",
          world.done(command));
    }
  }

  @Test
  void prefixReservation_givesPrefixesAndNoSingleAddresses() {
    reserve("10.0.0.128/25", CidrReservation.Type.PREFIX);
    // The last of its eight blocks holds the subnet's last address, which is reserved.
    for (int i = 0; i < 7; i++) {
      NetworkInterface eni = world.create(Ipv4Request.prefixCount(1));
      assertTrue(Cidr.parse("10.0.0.128/25").contains(eni.prefixes().getFirst().network()));
      assertTrue(Cidr.parse("10.0.0.0/25").contains(eni.primary()));
    }
    NetworkInterface next = world.create(Ipv4Request.prefixCount(1));
    assertTrue(
        Cidr.parse("10.0.0.0/25").contains(next.prefixes().getFirst().network()),
        "the rest of the subnet when the reservation is used up");
  }

  @Test
  void explicitReservation_givesOnlyWhatIsNamed() {
    reserve("10.0.0.0/25", CidrReservation.Type.EXPLICIT);
    NetworkInterface eni = world.create(Ipv4Request.prefixCount(1));
    assertTrue(Cidr.parse("10.0.0.128/25").contains(eni.primary()));
    assertTrue(Cidr.parse("10.0.0.128/25").contains(eni.prefixes().getFirst().network()));
    assertInstanceOf(
        Outcome.Assigned.class,
        assign(eni, Ipv4Request.addresses(List.of(IpAddress.parse("10.0.0.9")))));
  }

  @Test
  void reservation_ofTheWholeRest_leavesNothingToChooseThoughAddressesAreFree() {
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    reserve("10.0.0.0/24", CidrReservation.Type.EXPLICIT);
    assertEquals(250, world.free());
    World.assertRefused("InsufficientFreeAddressesInSubnet", assign(eni, Ipv4Request.count(1)));
    World.assertRefused("InsufficientCidrBlocks", assign(eni, Ipv4Request.prefixCount(1)));
  }

  @Test
  void reservation_deleted_frees() {
    CidrReservation made = reserve("10.0.0.0/24", CidrReservation.Type.EXPLICIT);
    assertEquals(
        new Outcome.Reservation(made), world.done(new Command.DeleteCidrReservation(made.id())));
    assertTrue(world.model.view().reservations().isEmpty());
    world.create(Ipv4Request.NONE);
    World.assertRefused(
        "InvalidSubnetCidrReservationID.NotFound",
        world.done(new Command.DeleteCidrReservation(made.id())));
  }

  @Test
  void reservation_thatMakesNoSense_isRefused() {
    CidrReservation made = reserve("10.0.0.0/26", CidrReservation.Type.PREFIX);
    World.assertRefused(
        "InvalidSubnet.Conflict",
        "The CIDR '10.0.0.0/25' conflicts with reservation " + made.id(),
        create("10.0.0.0/25", CidrReservation.Type.PREFIX));
    World.assertRefused(
        "InvalidParameterValue", create("10.0.1.0/28", CidrReservation.Type.PREFIX));
    World.assertRefused(
        "InvalidParameterValue",
        "A reservation for prefixes is a /28 or larger, not 10.0.0.64/29",
        create("10.0.0.64/29", CidrReservation.Type.PREFIX));
  }

  private CidrReservation reserve(String cidr, CidrReservation.Type type) {
    return assertInstanceOf(Outcome.Reservation.class, create(cidr, type)).reservation();
  }

  private Outcome create(String cidr, CidrReservation.Type type) {
    return world.done(
        new Command.CreateCidrReservation(world.subnet.id(), Cidr.parse(cidr), type, "for a test"));
  }

  private Outcome occupy(int percent) {
    return world.done(new Command.OccupySubnet(world.subnet.id(), percent));
  }

  private Outcome assign(NetworkInterface eni, Ipv4Request wanted) {
    return world.done(new Command.AssignAddresses(eni.id(), wanted, false));
  }
}

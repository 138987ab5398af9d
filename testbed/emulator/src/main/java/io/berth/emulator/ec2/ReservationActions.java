package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.CidrReservation;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the requests about CIDR reservations of subnets.
final class ReservationActions {

  private final VpcSettings settings;

  ReservationActions(VpcSettings settings) {
    this.settings = settings;
  }

  Prepared create(Parameters parameters) {
    SubnetId subnet = new SubnetId(Ids.subnet(parameters.require("SubnetId")));
    Cidr cidr = RequestValues.cidr("Cidr", parameters.require("Cidr"));
    String typeName = parameters.require("ReservationType");
    CidrReservation.@Nullable Type type = CidrReservation.Type.find(typeName);
    if (type == null) {
      throw RefusedException.invalid("ReservationType", typeName, "Expecting prefix or explicit");
    }
    return new Prepared(
        new Command.CreateCidrReservation(subnet, cidr, type, parameters.text("Description", "")),
        (xml, outcome, _) -> element(xml, "subnetCidrReservation", outcome));
  }

  Prepared delete(Parameters parameters) {
    return new Prepared(
        new Command.DeleteCidrReservation(parameters.require("SubnetCidrReservationId")),
        (xml, outcome, _) -> element(xml, "deletedSubnetCidrReservation", outcome));
  }

  Prepared list(Parameters parameters) {
    SubnetId subnet = new SubnetId(Ids.subnet(parameters.require("SubnetId")));
    return new Prepared(
        new Command.Look(Action.GET_SUBNET_CIDR_RESERVATIONS),
        (xml, _, view) -> {
          if (view.subnet(subnet) == null) {
            throw RefusedException.of(
                "InvalidSubnetID.NotFound", "The subnet ID '" + subnet + "' does not exist");
          }
          List<CidrReservation> found =
              view.reservations().stream().filter(r -> r.subnet().equals(subnet)).toList();
          xml.set("subnetIpv4CidrReservationSet", found, this::write)
              .set("subnetIpv6CidrReservationSet", List.of(), (_, _) -> {});
        });
  }

  private void element(Xml xml, String name, Outcome outcome) {
    if (outcome instanceof Outcome.Reservation(var reservation)) {
      xml.element(name, () -> write(xml, reservation));
    }
  }

  private void write(Xml xml, CidrReservation reservation) {
    xml.leaf("subnetCidrReservationId", reservation.id())
        .leaf("subnetId", reservation.subnet())
        .leaf("cidr", reservation.cidr())
        .leaf("reservationType", reservation.type().wireName())
        .leaf("ownerId", settings.accountId())
        .leaf("description", reservation.description());
  }
}

package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.Ipv6Holding;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.List;

/// Reads the requests that assign and unassign addresses, of both families. None knows `DryRun`.
final class AddressActions {

  private AddressActions() {}

  static Prepared assign(Parameters parameters) {
    EniId eni = eni(parameters);
    Ipv4Request request =
        new Ipv4Request(
            null,
            RequestValues.addresses(parameters, "PrivateIpAddress"),
            parameters.count("SecondaryPrivateIpAddressCount"),
            RequestValues.prefixes(parameters, "Ipv4Prefix"),
            parameters.count("Ipv4PrefixCount"));
    return new Prepared(
        new Command.AssignAddresses(eni, request, parameters.flag("AllowReassignment", false)),
        (xml, outcome, _) -> {
          if (outcome instanceof Outcome.Assigned(var id, var addresses, var prefixes)) {
            xml.leaf("networkInterfaceId", id)
                .set(
                    "assignedPrivateIpAddressesSet",
                    addresses,
                    (x, address) -> x.leaf("privateIpAddress", address))
                .set("assignedIpv4PrefixSet", prefixes, (x, p) -> x.leaf("ipv4Prefix", p))
                .leaf("return", true);
          }
        });
  }

  static Prepared unassign(Parameters parameters) {
    EniId eni = eni(parameters);
    List<IpAddress> addresses = RequestValues.addresses(parameters, "PrivateIpAddress");
    List<Cidr> prefixes = RequestValues.prefixes(parameters, "Ipv4Prefix");
    if (addresses.isEmpty() && prefixes.isEmpty()) {
      throw RefusedException.missing("privateIpAddress");
    }
    return Prepared.plain(new Command.UnassignAddresses(eni, addresses, prefixes));
  }

  static Prepared assignIpv6(Parameters parameters) {
    EniId eni = eni(parameters);
    Ipv6Holding named = ipv6(parameters);
    return new Prepared(
        new Command.AssignIpv6(
            eni, named, parameters.count("Ipv6AddressCount"), parameters.count("Ipv6PrefixCount")),
        (xml, outcome, _) -> {
          if (outcome instanceof Outcome.Assigned(var id, var addresses, var prefixes)) {
            xml.leaf("networkInterfaceId", id)
                .texts("assignedIpv6Addresses", addresses)
                .texts("assignedIpv6PrefixSet", prefixes);
          }
        });
  }

  static Prepared unassignIpv6(Parameters parameters) {
    EniId eni = eni(parameters);
    Ipv6Holding gone = ipv6(parameters);
    if (gone.addresses().isEmpty() && gone.prefixes().isEmpty()) {
      throw RefusedException.missing("ipv6Addresses");
    }
    return new Prepared(
        new Command.UnassignIpv6(eni, gone),
        (xml, _, _) ->
            xml.leaf("networkInterfaceId", eni)
                .texts("unassignedIpv6Addresses", gone.addresses())
                .texts("unassignedIpv6PrefixSet", gone.prefixes()));
  }

  private static Ipv6Holding ipv6(Parameters parameters) {
    return new Ipv6Holding(
        parameters.list("Ipv6Addresses").stream()
            .map(text -> RequestValues.ipv6Address("Ipv6Addresses", text))
            .toList(),
        RequestValues.prefixes(parameters, "Ipv6Prefix"));
  }

  private static EniId eni(Parameters parameters) {
    return new EniId(Ids.eni(parameters.require("NetworkInterfaceId")));
  }
}

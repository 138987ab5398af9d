package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceLimits.Hypervisor;
import io.berth.ipam.model.InstanceTypes;
import java.util.stream.IntStream;

/// DescribeInstanceTypes: what the network needs to know of a type; no processors, no memory.
final class TypeListing {

  private static final Listing.Pages PAGES = new Listing.Pages(5, 100, 100, true);

  private TypeListing() {}

  static Listing<InstanceLimits> of(InstanceTypes types) {
    Filters<InstanceLimits> filters =
        new Filters<InstanceLimits>(null)
            .one("instance-type", InstanceLimits::instanceType)
            .one("bare-metal", type -> type.hypervisor() == Hypervisor.BARE_METAL)
            .one("current-generation", _ -> true)
            .one("hypervisor", TypeListing::hypervisor)
            .one("network-info.ipv4-addresses-per-interface", InstanceLimits::ipv4PerEni)
            .one("network-info.maximum-network-interfaces", TypeListing::enisOfAllCards)
            .one("network-info.maximum-network-cards", type -> type.enisPerCard().size());
    return new Listing<>(
        Action.DESCRIBE_INSTANCE_TYPES,
        "instanceTypeSet",
        "InstanceType",
        _ -> types.all(),
        InstanceLimits::instanceType,
        name -> name,
        name ->
            RefusedException.of(
                "InvalidInstanceType",
                "The following supplied instance types do not exist: [" + name + "]"),
        filters,
        PAGES,
        (xml, type, _) -> write(xml, type));
  }

  private static void write(Xml xml, InstanceLimits type) {
    boolean bareMetal = type.hypervisor() == Hypervisor.BARE_METAL;
    xml.leaf("instanceType", type.instanceType())
        .leaf("currentGeneration", true)
        .leaf("bareMetal", bareMetal);
    if (!bareMetal) {
      xml.leaf("hypervisor", hypervisor(type));
    }
    xml.element("networkInfo", () -> network(xml, type));
  }

  private static void network(Xml xml, InstanceLimits type) {
    xml.leaf("maximumNetworkInterfaces", enisOfAllCards(type))
        .leaf("maximumNetworkCards", type.enisPerCard().size())
        .leaf("defaultNetworkCardIndex", type.defaultCard());
    xml.set(
        "networkCards",
        IntStream.range(0, type.enisPerCard().size()).boxed().toList(),
        (x, card) ->
            x.leaf("networkCardIndex", card)
                .leaf("maximumNetworkInterfaces", type.enisPerCard().get(card)));
    xml.leaf("ipv4AddressesPerInterface", type.ipv4PerEni())
        .leaf("ipv6AddressesPerInterface", type.ipv4PerEni())
        .leaf("ipv6Supported", true);
  }

  private static String hypervisor(InstanceLimits type) {
    return type.hypervisor() == Hypervisor.XEN ? "xen" : "nitro";
  }

  private static int enisOfAllCards(InstanceLimits type) {
    return type.enisPerCard().stream().mapToInt(Integer::intValue).sum();
  }
}

package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The network in words.
final class FabricText {
  private FabricText() {}

  static String describe(
      FabricNamespace vpc,
      Collection<Cidr> subnets,
      Map<String, FabricNamespace> instances,
      List<EniLink> links) {
    StringBuilder text = new StringBuilder();
    text.append("VPC in ").append(vpc.path()).append('\n');
    notes(text, vpc);
    for (Cidr subnet : subnets) {
      text.append("  subnet ")
          .append(subnet)
          .append(", router ")
          .append(Addresses.router(subnet))
          .append('\n');
    }
    instances.forEach((name, namespace) -> {
      text.append("instance ").append(name).append(" in ").append(namespace.path()).append('\n');
      notes(text, namespace);
      links.stream().filter(link -> link.instance().equals(name)).forEach(link -> eni(text, link));
    });
    return text.toString();
  }

  private static void eni(StringBuilder text, EniLink link) {
    text.append("  ")
        .append(link.linkName())
        .append(": ")
        .append(link.eni())
        .append(' ')
        .append(link.mac());
    text.append(link.sourceDestCheck() ? "" : ", no source check").append(", ");
    text.append(
            link.addresses().stream()
                .sorted()
                .map(IpAddress::toString)
                .collect(Collectors.joining(" ")))
        .append('\n');
  }

  private static void notes(StringBuilder text, FabricNamespace namespace) {
    for (String note : namespace.notes()) {
      text.append("  note: ").append(note).append('\n');
    }
  }
}

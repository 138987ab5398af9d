package io.berth.ipamd.ec2;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceLimits.Hypervisor;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.InstanceTypeHypervisor;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkCardInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInfo;

/// EC2's form of an instance type as the domain's limits.
///
/// Source: Amazon EC2 API reference, `InstanceTypeInfo` and `NetworkInfo`.
final class TypeForm {

  private TypeForm() {}

  /// @throws RuntimeException when a part is missing or makes no sense
  static InstanceLimits limits(InstanceTypeInfo from) {
    NetworkInfo network = from.networkInfo();
    List<Integer> cards =
        network.networkCards().stream()
            .sorted(Comparator.comparing(NetworkCardInfo::networkCardIndex))
            .map(NetworkCardInfo::maximumNetworkInterfaces)
            .toList();
    int card = network.defaultNetworkCardIndex() == null ? 0 : network.defaultNetworkCardIndex();
    int most = cards.isEmpty() ? network.maximumNetworkInterfaces() : cards.get(card);
    return new InstanceLimits(
        from.instanceTypeAsString(),
        most,
        network.ipv4AddressesPerInterface(),
        hypervisor(from),
        card,
        cards.isEmpty() ? List.of(most) : cards);
  }

  private static Hypervisor hypervisor(InstanceTypeInfo from) {
    if (Boolean.TRUE.equals(from.bareMetal())) {
      return Hypervisor.BARE_METAL;
    }
    return from.hypervisor() == InstanceTypeHypervisor.XEN ? Hypervisor.XEN : Hypervisor.NITRO;
  }
}

package io.berth.ipamd.ec2;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceLimits.Hypervisor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceTypeHypervisor;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInfo;

/// EC2's form of an instance type as the domain's limits.
///
/// Source: Amazon EC2 API reference, `InstanceTypeInfo` and `NetworkInfo`.
final class TypeForm {

  private TypeForm() {}

  /// @throws IllegalArgumentException when a part is missing or makes no sense
  static InstanceLimits limits(InstanceTypeInfo from) {
    NetworkInfo network = Answered.part(from.networkInfo(), "networkInfo");
    List<Integer> cards =
        network.networkCards().stream()
            .sorted(
                Comparator.comparing(
                    card -> Answered.part(card.networkCardIndex(), "networkCardIndex")))
            .map(card -> most(card.maximumNetworkInterfaces()))
            .toList();
    int card = network.defaultNetworkCardIndex() == null ? 0 : network.defaultNetworkCardIndex();
    if (!cards.isEmpty() && (card < 0 || card >= cards.size())) {
      throw new IllegalArgumentException(
          "the default network card is " + card + " of " + cards.size());
    }
    int most = cards.isEmpty() ? most(network.maximumNetworkInterfaces()) : cards.get(card);
    return new InstanceLimits(
        Answered.part(from.instanceTypeAsString(), "instanceType"),
        most,
        Answered.part(network.ipv4AddressesPerInterface(), "ipv4AddressesPerInterface"),
        hypervisor(from),
        card,
        cards.isEmpty() ? List.of(most) : cards);
  }

  private static int most(@Nullable Integer enis) {
    return Answered.part(enis, "maximumNetworkInterfaces");
  }

  private static Hypervisor hypervisor(InstanceTypeInfo from) {
    if (Boolean.TRUE.equals(from.bareMetal())) {
      return Hypervisor.BARE_METAL;
    }
    return from.hypervisor() == InstanceTypeHypervisor.XEN ? Hypervisor.XEN : Hypervisor.NITRO;
  }
}

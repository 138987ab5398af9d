package io.berth.ipamd.incumbent;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.PodName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Turns the daemon's answer to `leases` into the incumbent's file. That file is the one of network
/// card 0, on which all of Berth's pods are.
public final class LeaseExport {

  /// The name of the incumbent's network list, under which the runtime will end these attachments
  /// once that list is in use again.
  public static final String INCUMBENT_NETWORK = "aws-cni";

  private LeaseExport() {}

  /// The file's text.
  ///
  /// @param answer what the daemon says to `leases`
  /// @param network the name of the incumbent's network list; leases that were taken over keep the
  ///   name they came with
  /// @throws IllegalArgumentException when a lease cannot be written; the message is for a person
  public static String text(Map<String, Object> answer, String network) {
    if (!(answer.get("leases") instanceof List<?> leases)) {
      throw new IllegalArgumentException("the daemon's answer has no list of leases");
    }
    List<Allocation> allocations = new ArrayList<>();
    for (Object lease : leases) {
      if (!(lease instanceof Map<?, ?> map)) {
        throw new IllegalArgumentException("the daemon's answer has a lease that is no object");
      }
      allocations.add(allocation(map, network));
    }
    return CheckpointWriter.text(allocations);
  }

  private static Allocation allocation(Map<?, ?> lease, String network) {
    IpAddress address = IpAddress.tryParse(field(lease, "address"));
    String container = field(lease, "container");
    String interfaceName = field(lease, "interface");
    if (address == null || container.isEmpty() || interfaceName.isEmpty()) {
      throw new IllegalArgumentException(
          "the daemon's answer has a lease without address, container or interface: " + lease);
    }
    String made = field(lease, "network");
    return new Allocation(
        AdoptedNetwork.isAdopted(made) ? AdoptedNetwork.original(made) : network,
        container,
        interfaceName,
        address.isIpv4() ? address : null,
        address.isIpv4() ? null : address,
        pod(field(lease, "pod")),
        1,
        nanos(field(lease, "leasedAt")));
  }

  private static PodName pod(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? PodName.NONE
        : new PodName(text.substring(0, slash), text.substring(slash + 1));
  }

  private static long nanos(String text) {
    try {
      return TimeUnit.MILLISECONDS.toNanos(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException e) {
      return 0;
    }
  }

  private static String field(Map<?, ?> lease, String key) {
    return lease.get(key) instanceof String text ? text : "";
  }
}

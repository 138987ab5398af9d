package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.KernelOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Pods' links for tests of the adapter.
final class PodLinks {

  static final int MTU = 9001;

  private PodLinks() {}

  /// @param routeTable 254 for the ENI at device 0
  static PodLink of(String container, int number, int routeTable) {
    LeaseKey key = new LeaseKey("berth", container, "eth0");
    return new PodLink(
        key,
        IpAddress.parse("10.0.1.0").plus(number),
        "eni%011x".formatted(number),
        "eth0",
        PodLink.ALIAS_PREFIX + key,
        PodLink.GATEWAY_IPV4,
        routeTable,
        MTU);
  }

  static KernelOutcome ask(Consumer<Consumer<KernelOutcome>> request) {
    return askLater(request).orTimeout(30, TimeUnit.SECONDS).join();
  }

  static CompletableFuture<KernelOutcome> askLater(Consumer<Consumer<KernelOutcome>> request) {
    CompletableFuture<KernelOutcome> outcome = new CompletableFuture<>();
    request.accept(outcome::complete);
    return outcome;
  }
}

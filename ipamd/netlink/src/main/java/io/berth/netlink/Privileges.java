package io.berth.netlink;

import java.io.IOException;
import java.util.Optional;

/// What this process may do with networks.
public final class Privileges {
  private Privileges() {}

  /// Why this process cannot make and configure network namespaces; empty when it can. It tries: a
  /// namespace is made and its loopback set up. Made for tests that must not run elsewhere:
  /// `Optional<String> lack = Privileges.lackingForNamespaces(); assumeTrue(lack.isEmpty(),
  /// lack::get)`.
  public static Optional<String> lackingForNamespaces() {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        NetlinkSocket netlink = namespace.openNetlink()) {
      Request up =
          new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true));
      return switch (netlink.execute(up)) {
        case Outcome.Done() -> Optional.empty();
        case Outcome.Failed failed -> Optional.of(reason(failed.message()));
      };
    } catch (IOException e) {
      return Optional.of(reason(e.toString()));
    }
  }

  private static String reason(String cause) {
    return "needs root, or CAP_SYS_ADMIN and CAP_NET_ADMIN (try: unshare -Urnm): " + cause;
  }
}

package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Two fresh namespaces, a host's and a pod's, each with a netlink socket; everything ends with
/// `close`.
record FreshNamespaces(
    NetworkNamespace host,
    NetlinkSocket hostNetlink,
    NetworkNamespace pod,
    NetlinkSocket podNetlink)
    implements AutoCloseable {

  /// Skips the test, visibly, where the machine does not let this process make namespaces.
  static FreshNamespaces create() throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    NetworkNamespace host = NetworkNamespace.create();
    NetworkNamespace pod = NetworkNamespace.create();
    return new FreshNamespaces(host, host.openNetlink(), pod, pod.openNetlink());
  }

  /// Performs all of it, expecting that nothing fails.
  static void perform(NetlinkSocket netlink, Request... requests) {
    List<Outcome> outcomes = netlink.execute(List.of(requests));
    assertEquals(Collections.nCopies(requests.length, new Outcome.Done()), outcomes);
  }

  @Override
  public void close() {
    hostNetlink.close();
    podNetlink.close();
    host.close();
    pod.close();
  }
}

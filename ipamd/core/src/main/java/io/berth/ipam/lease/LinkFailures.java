package io.berth.ipam.lease;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;

/// Turns a refusal of the kernel into the failure that the caller is told.
final class LinkFailures {

  private LinkFailures() {}

  static LeaseFailure of(KernelOutcome.Failed failed, PodLink link, Sandbox sandbox) {
    return switch (failed.reason()) {
      case INTERFACE_EXISTS ->
          new LeaseFailure.InterfaceExists(link.interfaceName(), failed.text());
      case NO_NAMESPACE -> new LeaseFailure.NoNamespace(sandbox.path(), failed.text());
      case OWN_NAMESPACE -> new LeaseFailure.OwnNamespace(sandbox.path());
      case DIFFERENT -> new LeaseFailure.Different(failed.text());
      case OTHER -> new LeaseFailure.LinkFailed(failed.text());
    };
  }
}

package io.berth.ipamd.cni;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A call whose variables and configuration are valid.
sealed interface CniCall {

  /// The configuration's version, in whose form the answer is.
  CniVersion version();

  /// Attach.
  ///
  /// @param netns `CNI_NETNS` as given
  /// @param namespaceOverride whether `CNI_NETNS_OVERRIDE` is set
  record Add(
      CniVersion version,
      LeaseKey key,
      PodName pod,
      String netns,
      boolean namespaceOverride,
      LinkSettings link,
      Dns dns)
      implements CniCall {}

  /// Detach.
  record Delete(CniVersion version, LeaseKey key) implements CniCall {}

  /// Compare with what ADD answered.
  record Check(CniVersion version, LeaseKey key, String netns, PreviousResult previous)
      implements CniCall {}

  /// Remove what is not listed.
  ///
  /// @param valid attachments of the network that stay; null when the caller gave no list, and then
  ///   all stay
  record Gc(CniVersion version, String network, @Nullable Set<LeaseKey> valid) implements CniCall {}

  /// Can ADD be served?
  record Status(CniVersion version) implements CniCall {}

  /// Which versions are spoken?
  record Version(CniVersion version) implements CniCall {}
}

package io.berth.ipam.link;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Names of pods' links on the node: prefix and eleven hexadecimal digits of a SHA-1.
///
/// The incumbent hashes `namespace.podname`, and other components (Calico) rely on it. Without a
/// pod's name, or for an interface other than `eth0`, the lease key is hashed, so names of one
/// pod's links do not clash.
public final class HostLinkNames {

  /// Digits of the hash in the name.
  private static final int HASH_DIGITS = 11;

  private HostLinkNames() {}

  /// The name for a lease.
  ///
  /// @param prefix at most 4 characters, `eni` by default
  public static String name(String prefix, PodName pod, LeaseKey key) {
    boolean podNamed = pod.isPresent() && key.interfaceName().equals("eth0");
    String hashed = podNamed ? pod.namespace() + "." + pod.name() : key.toString();
    return prefix + sha1(hashed).substring(0, HASH_DIGITS);
  }

  private static String sha1(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}

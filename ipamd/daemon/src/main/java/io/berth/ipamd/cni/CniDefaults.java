package io.berth.ipamd.cni;

/// What holds when a configuration says nothing.
///
/// @param mtu of pods' links in bytes, 576 to 9001
/// @param hostLinkPrefix begin of host links' names, 1 to 4 characters
public record CniDefaults(int mtu, String hostLinkPrefix) {

  /// The incumbent's: jumbo frames as EC2 carries them inside a VPC, and `eni`, which Calico relies
  /// on.
  public static final CniDefaults INCUMBENT = new CniDefaults(9001, "eni");

  /// @throws IllegalArgumentException when a value is outside its range
  public CniDefaults {
    if (!LinkSettings.isMtu(mtu) || !LinkSettings.isPrefix(hostLinkPrefix)) {
      throw new IllegalArgumentException(
          "MTU "
              + mtu
              + " (must be "
              + LinkSettings.MTU_RANGE
              + "), prefix '"
              + hostLinkPrefix
              + "' (must be "
              + LinkSettings.PREFIX_RULE
              + ")");
    }
  }
}

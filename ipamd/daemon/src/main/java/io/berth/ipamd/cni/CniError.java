package io.berth.ipamd.cni;

/// An error object as the caller gets it.
///
/// @param version in whose form it is printed: the configuration's where that is known
/// @param code what kind of error it is
/// @param message short, names the thing and the value
/// @param details long; empty when there is nothing to add
public record CniError(CniVersion version, CniErrorCode code, String message, String details) {

  static CniError of(CniVersion version, CniErrorCode code, String message) {
    return new CniError(version, code, message, "");
  }
}

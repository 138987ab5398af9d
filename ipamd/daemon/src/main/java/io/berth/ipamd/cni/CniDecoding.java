package io.berth.ipamd.cni;

/// What became of decoding a call.
sealed interface CniDecoding {

  /// The call is valid.
  record Valid(CniCall call) implements CniDecoding {}

  /// It is not.
  record Invalid(CniError error) implements CniDecoding {}
}

package io.berth.emulator.vpc;

/// How EC2 says that a subnet has nothing left. Agents on real instances have seen both.
public enum ShortageForm {
  /// `InsufficientFreeAddressesInSubnet`, and `InsufficientCidrBlocks` for prefixes.
  OWN_CODE,
  /// `InvalidParameterValue` for either, with the reason in the message.
  PARAMETER_VALUE
}

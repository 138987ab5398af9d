package io.berth.emulator.vpc;

/// Which free addresses a subnet hands out. EC2 does not say; both happen in practice.
public enum AllocationPolicy {
  /// Anywhere: fragments the subnet, so that /28 blocks become scarce.
  RANDOM,
  /// The lowest free address first: easy to read in tests.
  LOW_FIRST
}

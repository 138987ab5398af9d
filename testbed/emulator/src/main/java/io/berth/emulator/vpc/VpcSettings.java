package io.berth.emulator.vpc;

/// The constants of a model.
///
/// @param region for example `us-east-1`; zones are this name plus a letter
/// @param accountId twelve digits
/// @param seed fixes every random choice
/// @param policy how subnets choose addresses
/// @param interfaceQuota ENIs that may exist at once; EC2's default is 5,000 a region
public record VpcSettings(
    String region, String accountId, long seed, AllocationPolicy policy, int interfaceQuota) {

  public static final VpcSettings DEFAULT =
      new VpcSettings("us-east-1", "123456789012", 1, AllocationPolicy.RANDOM, 5_000);

  public VpcSettings withSeed(long newSeed) {
    return new VpcSettings(region, accountId, newSeed, policy, interfaceQuota);
  }

  public VpcSettings withPolicy(AllocationPolicy newPolicy) {
    return new VpcSettings(region, accountId, seed, newPolicy, interfaceQuota);
  }

  public VpcSettings withRegion(String newRegion) {
    return new VpcSettings(newRegion, accountId, seed, policy, interfaceQuota);
  }
}

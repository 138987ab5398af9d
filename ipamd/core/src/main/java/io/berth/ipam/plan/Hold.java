package io.berth.ipam.plan;

/// A kind of call that is not made for a while, because EC2 refused it.
///
/// @param reason what EC2 refused for
/// @param untilMillis boot clock; calls of this kind begin again then
/// @param detail what EC2 said, for people
public record Hold(Reason reason, long untilMillis, String detail) {

  /// Why calls are held.
  public enum Reason {
    /// The subnet has no free address left.
    SUBNET_FULL("subnet_full"),
    /// The subnet has no aligned block of 16 free addresses left.
    NO_PREFIX("no_prefix"),
    /// EC2 says that the ENI has no slot left, other than we thought.
    ENI_FULL("eni_full"),
    /// EC2 says that the instance has no place left, other than we thought.
    INSTANCE_FULL("instance_full"),
    /// The node spreads its calls, so that all nodes together stay within the account's rate.
    BUDGET("budget"),
    /// No subnet of the zone may be used.
    NO_SUBNET("no_subnet"),
    /// Too many calls.
    THROTTLED("throttled"),
    /// IAM refuses.
    NOT_AUTHORISED("not_authorised"),
    /// A quota of the account is reached.
    LIMIT_REACHED("limit_reached"),
    /// EC2 does not answer, or answers with its own failures.
    UNAVAILABLE("unavailable"),
    /// EC2 refuses for a reason that repeating will not change.
    REJECTED("rejected");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    /// For a metric: lower case, words joined by `_`.
    public String label() {
      return label;
    }
  }

  /// Whether single addresses may be had where prefixes are not: there is none, or EC2 refuses them
  /// for a reason that repeating will not change.
  boolean letsSinglesStandIn() {
    return reason == Reason.NO_PREFIX || reason == Reason.REJECTED;
  }

  /// Whether it holds only because calls are spread over time: what is asked for comes, sooner or
  /// later.
  public boolean isOfTheRate() {
    return reason == Reason.THROTTLED || reason == Reason.BUDGET;
  }

  /// Whether another subnet may have what this one lacks, so that waiting for it is not worthwhile.
  public boolean isOfTheSubnet() {
    return reason == Reason.SUBNET_FULL || reason == Reason.NO_PREFIX;
  }
}

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
    /// Too many calls.
    THROTTLED("throttled"),
    /// IAM refuses.
    NOT_AUTHORISED("not_authorised"),
    /// A limit of the account is reached.
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
}

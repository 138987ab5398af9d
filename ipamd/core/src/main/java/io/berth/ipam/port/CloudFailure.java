package io.berth.ipam.port;

/// Why EC2 did not do what was asked.
///
/// @param kind decides what to do about it
/// @param code EC2's error code, or a name of the transport's failure
/// @param message what EC2 or the transport said, for people
public record CloudFailure(Kind kind, String code, String message) {

  /// The classes of failure, each with its own back-off.
  public enum Kind {
    /// Too many calls: slow down.
    THROTTLED,
    /// The subnet has no free address left.
    SUBNET_FULL,
    /// A limit of the instance type or the account is reached; our view may be stale.
    LIMIT_REACHED,
    /// IAM refuses the call; nothing changes until a person acts.
    NOT_AUTHORISED,
    /// The ENI, attachment or address does not exist (any more).
    NOT_FOUND,
    /// The object is in another state for a while, such as an ENI that is still detaching.
    BUSY,
    /// Not sent, or refused by the service for its own reasons: nothing has changed.
    UNAVAILABLE,
    /// Sent, but no answer: it may have been applied. Look before touching the ENI again.
    AMBIGUOUS,
    /// Any other refusal; asking the same again will not help.
    REJECTED
  }

  /// One line for a person.
  public String sentence() {
    return code + ": " + message;
  }
}

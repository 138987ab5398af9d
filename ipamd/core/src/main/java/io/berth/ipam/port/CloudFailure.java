package io.berth.ipam.port;

/// Why EC2 did not do what was asked.
///
/// @param kind decides what to do about it
/// @param code EC2's error code, or a name of the transport's failure
/// @param message what EC2 or the transport said, for people
/// @param action EC2's name of the call, such as `AttachNetworkInterface`; empty when not known
public record CloudFailure(Kind kind, String code, String message, String action) {

  /// The classes of failure, each with its own back-off.
  public enum Kind {
    /// Too many calls: slow down.
    THROTTLED,
    /// The subnet has no free address left.
    SUBNET_FULL,
    /// The subnet has no aligned block of 16 free addresses left; it may have single ones.
    NO_PREFIX,
    /// The ENI has no slot left for an address: our view of it is stale.
    ENI_FULL,
    /// The instance has no place left for an ENI, or not that one: our view of it is stale.
    INSTANCE_FULL,
    /// A quota of the account is reached.
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

  /// A failure of a call whose name is not known.
  public CloudFailure(Kind kind, String code, String message) {
    this(kind, code, message, "");
  }

  /// The same, with the call that failed.
  public CloudFailure inCall(String calledAction) {
    return new CloudFailure(kind, code, message, calledAction);
  }

  /// The same as an answer to a call that asked for prefixes. EC2 has one text for "no address" and
  /// "no aligned block" (`InvalidParameterValue`, "There aren't sufficient free Ipv4 addresses or
  /// prefixes"); whoever asked for prefixes learns by asking for addresses whether there are any.
  public CloudFailure toPrefixRequest() {
    return kind == Kind.SUBNET_FULL
        ? new CloudFailure(Kind.NO_PREFIX, code, message, action)
        : this;
  }

  /// Whether our view of the object may be wrong now, so that EC2 has to be asked.
  public boolean leavesDoubt() {
    return switch (kind) {
      case AMBIGUOUS, ENI_FULL, INSTANCE_FULL, NOT_FOUND -> true;
      case THROTTLED,
          SUBNET_FULL,
          NO_PREFIX,
          LIMIT_REACHED,
          NOT_AUTHORISED,
          BUSY,
          UNAVAILABLE,
          REJECTED ->
          false;
    };
  }

  /// One line for a person; names the call where a person has to allow it.
  public String sentence() {
    return kind == Kind.NOT_AUTHORISED && !action.isEmpty()
        ? code + " for ec2:" + action + ": " + message
        : code + ": " + message;
  }
}

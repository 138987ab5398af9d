package io.berth.ipamd.cni;

/// Codes of error objects. Up to 99 they are the specification's (section "Error"; 8 is a constant
/// of its reference library), from 100 on they are Berth's own.
public enum CniErrorCode {
  /// The configuration's version is not spoken here, or does not allow the verb.
  INCOMPATIBLE_VERSION(1),
  /// The container is unknown or gone; tells the runtime that no DEL is needed.
  UNKNOWN_CONTAINER(3),
  /// An environment variable is missing or invalid.
  INVALID_ENVIRONMENT(4),
  /// Input could not be read.
  IO_FAILURE(5),
  /// Content cannot be decoded.
  DECODING_FAILURE(6),
  /// The network configuration is invalid.
  INVALID_CONFIGURATION(7),
  /// The container's namespace is the node's own.
  OWN_NAMESPACE(8),
  /// A transient condition: the same call may succeed later.
  TRY_AGAIN_LATER(11),
  /// STATUS: ADD cannot be served.
  NOT_AVAILABLE(50),
  /// STATUS: ADD cannot be served, and existing pods may have limited connectivity.
  LIMITED_CONNECTIVITY(51),
  /// ADD of an attachment that exists.
  ALREADY_ATTACHED(100),
  /// ADD of an interface name that is taken inside the sandbox.
  INTERFACE_EXISTS(101),
  /// The kernel refused to make the pod's link.
  LINK_FAILED(102),
  /// `CNI_NETNS` is not a network namespace, or it has gone.
  NO_NAMESPACE(103),
  /// CHECK found a difference.
  DIFFERENT(104),
  /// `CNI_NETNS_OVERRIDE` asks for what Berth does not do: attach to the node's own namespace.
  OVERRIDE_NOT_SUPPORTED(105),
  /// A defect of the daemon. The reference library uses the same number.
  INTERNAL(999);

  private final int number;

  CniErrorCode(int number) {
    this.number = number;
  }

  /// The number in the error object.
  public int number() {
    return number;
  }
}

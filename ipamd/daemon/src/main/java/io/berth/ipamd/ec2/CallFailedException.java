package io.berth.ipamd.ec2;

import io.berth.ipam.port.CloudFailure;

/// Carries a classified failure out of a request that takes several calls; never leaves the
/// package.
final class CallFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient CloudFailure failure;

  CallFailedException(CloudFailure failure, Throwable cause) {
    super(failure.sentence(), cause);
    this.failure = failure;
  }

  CloudFailure failure() {
    return failure;
  }
}

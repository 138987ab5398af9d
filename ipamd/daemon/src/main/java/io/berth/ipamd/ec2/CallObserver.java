package io.berth.ipamd.ec2;

import io.berth.ipam.port.CloudFailure;
import org.jspecify.annotations.Nullable;

/// Hears of every call that was made to EC2; called on the call's own thread.
public interface CallObserver {

  /// Hears nothing.
  CallObserver NONE = (action, nanos, failure) -> {};

  /// A call has ended.
  ///
  /// @param action EC2's name of it, for example `AttachNetworkInterface`
  /// @param nanos how long it took
  /// @param failure why it failed, or `null` when it did not
  void called(String action, long nanos, @Nullable CloudFailure failure);
}

package io.berth.ipamd.ec2;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Marks a call when its request is handed to the HTTP client. What fails before (no credentials,
/// nothing to sign with) has certainly changed nothing.
final class HandedOver implements ExecutionInterceptor {

  /// Set to true when the request leaves.
  static final ExecutionAttribute<AtomicBoolean> MARK = new ExecutionAttribute<>("BerthHandedOver");

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes executionAttributes) {
    AtomicBoolean mark = executionAttributes.getAttribute(MARK);
    if (mark != null) {
      mark.set(true);
    }
  }
}

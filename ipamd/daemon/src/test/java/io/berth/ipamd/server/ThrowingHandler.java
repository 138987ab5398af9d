package io.berth.ipamd.server;

import io.berth.ipam.model.Lease;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniHandler;
import io.berth.wire.CniRequest;
import java.util.function.Consumer;

/// A handler with a defect.
final class ThrowingHandler implements CniHandler {

  @Override
  public void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {
    throw new IllegalStateException("told to");
  }

  @Override
  public void delivered(Lease added) {
    throw new IllegalStateException("told to");
  }

  @Override
  public void undeliverable(Lease added) {
    throw new IllegalStateException("told to");
  }
}

package io.berth.ipamd.cni;

import io.berth.ipam.model.Lease;
import io.berth.wire.CniRequest;
import java.util.function.Consumer;

/// Serves calls of the executable. All methods are called on one thread and do not block.
public interface CniHandler {

  /// Serves one call.
  ///
  /// @param request as it came
  /// @param namespaceDescriptor of the pod's namespace, or -1
  /// @param netlinkDescriptor of a socket opened inside it, or -1. Both descriptors belong to the
  ///   caller, which closes them when the answer is given: nobody may use them afterwards. Netty
  ///   makes both non-blocking
  /// @param replyTo gets the answer, once
  void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo);

  /// The answer to an ADD was delivered.
  ///
  /// @param added from the answer
  void delivered(Lease added);

  /// The answer to an ADD could not be delivered. Never called from inside the consumer that got
  /// the answer, so that all ADDs that joined have theirs.
  ///
  /// @param added from the answer
  void undeliverable(Lease added);
}

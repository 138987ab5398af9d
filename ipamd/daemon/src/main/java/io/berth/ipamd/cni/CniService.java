package io.berth.ipamd.cni;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import io.berth.wire.CniRequest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs calls on the lease service and puts its answers into the words of the specification. Used
/// by one thread, that of the lease service.
public final class CniService implements CniHandler {

  private final LeaseOperations operations;
  private final Supplier<List<Lease>> leases;
  private final CniDecoder decoder;
  private final Deliveries deliveries = new Deliveries();

  /// @param operations the lease service
  /// @param leases all leases as they are now; called on the thread of this service
  /// @param defaults for what a configuration leaves open
  public CniService(
      LeaseOperations operations, Supplier<List<Lease>> leases, CniDefaults defaults) {
    this.operations = operations;
    this.leases = leases;
    this.decoder = new CniDecoder(defaults);
  }

  @Override
  public void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {
    switch (decoder.decode(request)) {
      case CniDecoding.Invalid(CniError error) -> replyTo.accept(CniAnswer.failure(error));
      case CniDecoding.Valid(CniCall call) -> {
        switch (call) {
          case CniCall.Add add ->
              add(add, new Sandbox(add.netns(), namespaceDescriptor, netlinkDescriptor), replyTo);
          case CniCall.Delete(CniVersion version, LeaseKey key) ->
              operations.delete(key, failure -> replyTo.accept(emptyOr(version, failure)));
          case CniCall.Check check ->
              check(
                  check,
                  new Sandbox(check.netns(), namespaceDescriptor, netlinkDescriptor),
                  replyTo);
          case CniCall.Gc gc ->
              new GarbageCollection(operations).collect(gc, leases.get(), replyTo);
          case CniCall.Status(CniVersion version) -> replyTo.accept(status(version));
          case CniCall.Version(CniVersion version) ->
              replyTo.accept(CniAnswer.success(CniResults.versions(version)));
        }
      }
    }
  }

  @Override
  public void delivered(Lease added) {
    deliveries.delivered(added);
  }

  /// Undone only when nobody got the answer, and when the lease is still the one that was answered:
  /// a DEL and another ADD of the same attachment may have come since.
  @Override
  public void undeliverable(Lease added) {
    if (deliveries.failed(added) && leases.get().contains(added)) {
      operations.undeliverable(added.key());
    }
  }

  private void add(CniCall.Add call, Sandbox sandbox, Consumer<CniAnswer> replyTo) {
    AddRequest request =
        new AddRequest(
            call.key(), call.pod(), sandbox, call.link().hostLinkPrefix(), call.link().mtu());
    operations.add(
        request,
        reply ->
            replyTo.accept(
                switch (reply) {
                  case AddReply.Added added -> added(call, added);
                  case AddReply.Refused(LeaseFailure failure) ->
                      CniAnswer.failure(refusal(call, failure));
                }));
  }

  private CniAnswer added(CniCall.Add call, AddReply.Added added) {
    deliveries.expect(added.lease());
    return new CniAnswer(CniAnswer.success(CniResults.added(call, added)).reply(), added.lease());
  }

  /// The override switches the reference library's check off, so its code must not come. What it
  /// would allow makes no sense here: the pod's address belongs to the node already.
  private static CniError refusal(CniCall.Add call, LeaseFailure failure) {
    if (failure instanceof LeaseFailure.OwnNamespace && call.namespaceOverride()) {
      return CniError.of(
          call.version(),
          CniErrorCode.OVERRIDE_NOT_SUPPORTED,
          "CNI_NETNS '"
              + call.netns()
              + "' is the node's own namespace, where no pod is attached even with"
              + " CNI_NETNS_OVERRIDE; name the pod's namespace");
    }
    return error(call.version(), failure);
  }

  private void check(CniCall.Check call, Sandbox sandbox, Consumer<CniAnswer> replyTo) {
    operations.check(
        call.key(),
        sandbox,
        failure ->
            replyTo.accept(
                emptyOr(call.version(), failure == null ? differentAddress(call) : failure)));
  }

  /// The kernel agrees with the lease; does the result that the runtime remembers?
  private @Nullable LeaseFailure differentAddress(CniCall.Check call) {
    if (call.previous().addresses().isEmpty()) {
      return null;
    }
    for (Lease lease : leases.get()) {
      if (lease.key().equals(call.key())) {
        return call.previous().addresses().contains(lease.address())
            ? null
            : new LeaseFailure.Different(
                "prevResult has "
                    + call.previous().addresses()
                    + " on "
                    + call.key().interfaceName()
                    + ", the lease has "
                    + lease.address());
      }
    }
    return null;
  }

  private CniAnswer status(CniVersion version) {
    LeaseFailure failure = operations.status();
    return failure == null
        ? CniAnswer.success("")
        : CniAnswer.failure(
            CniError.of(version, LeaseFailureCodes.ofStatus(failure), failure.sentence()));
  }

  private static CniAnswer emptyOr(CniVersion version, @Nullable LeaseFailure failure) {
    return failure == null ? CniAnswer.success("") : CniAnswer.failure(error(version, failure));
  }

  static CniError error(CniVersion version, LeaseFailure failure) {
    return CniError.of(version, LeaseFailureCodes.of(failure), failure.sentence());
  }
}

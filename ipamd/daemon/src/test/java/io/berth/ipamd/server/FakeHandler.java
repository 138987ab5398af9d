package io.berth.ipamd.server;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniHandler;
import io.berth.wire.CniRequest;
import io.berth.wire.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A handler whose calls a test answers when it wants to, from its own thread.
final class FakeHandler implements CniHandler {

  static final Lease LEASE =
      new Lease(
          new LeaseKey("podnet", "c0ffee01", "eth0"),
          IpAddress.parse("10.0.0.7"),
          new EniId("eni-1"),
          PodName.NONE,
          "eni0123456789a",
          0);

  /// One call as the server made it.
  record Call(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {

    void succeed(String stdout) {
      replyTo.accept(new CniAnswer(new Reply(0, stdout, ""), null));
    }

    /// As an ADD does.
    void add(String stdout) {
      replyTo.accept(new CniAnswer(new Reply(0, stdout, ""), LEASE));
    }
  }

  final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  final BlockingQueue<Lease> delivered = new LinkedBlockingQueue<>();
  final BlockingQueue<Lease> undelivered = new LinkedBlockingQueue<>();

  @Override
  public void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {
    calls.add(new Call(request, namespaceDescriptor, netlinkDescriptor, replyTo));
  }

  @Override
  public void delivered(Lease added) {
    delivered.add(added);
  }

  @Override
  public void undeliverable(Lease added) {
    undelivered.add(added);
  }
}

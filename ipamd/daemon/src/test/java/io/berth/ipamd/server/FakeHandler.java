package io.berth.ipamd.server;

import io.berth.ipam.model.LeaseKey;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniHandler;
import io.berth.wire.CniRequest;
import io.berth.wire.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A handler whose calls a test answers when it wants to, from its own thread.
final class FakeHandler implements CniHandler {

  static final LeaseKey KEY = new LeaseKey("podnet", "c0ffee01", "eth0");

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
      replyTo.accept(new CniAnswer(new Reply(0, stdout, ""), KEY));
    }
  }

  final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  final BlockingQueue<LeaseKey> undelivered = new LinkedBlockingQueue<>();

  @Override
  public void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {
    calls.add(new Call(request, namespaceDescriptor, netlinkDescriptor, replyTo));
  }

  @Override
  public void undeliverable(LeaseKey added) {
    undelivered.add(added);
  }
}

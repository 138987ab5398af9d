package io.berth.ipam.lease;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Ports that answer only when the test says so, in the order the test wants, so that every
/// interleaving of completions can be played.
final class HeldPorts implements Journal, Kernel, Clock, Demands {

  record Append(JournalEvent event, Consumer<@Nullable String> replyTo) {}

  record Attach(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {}

  record Detach(List<PodLink> links, Consumer<KernelOutcome> replyTo) {}

  record Demand(long id, long deadlineMillis, Consumer<Grant> replyTo) {}

  static final KernelOutcome ATTACHED =
      new KernelOutcome.Attached(
          7, MacAddress.parse("02:00:00:00:00:01"), MacAddress.parse("02:00:00:00:00:02"));

  final ArrayDeque<Append> appends = new ArrayDeque<>();
  final ArrayDeque<Attach> attaches = new ArrayDeque<>();
  final ArrayDeque<Detach> detaches = new ArrayDeque<>();
  final ArrayDeque<Attach> checks = new ArrayDeque<>();
  final ArrayDeque<Consumer<KernelOutcome>> reads = new ArrayDeque<>();
  final ArrayDeque<Demand> demands = new ArrayDeque<>();
  final List<Long> withdrawn = new ArrayList<>();
  final List<JournalEvent> journaled = new ArrayList<>();
  boolean anyWaiting;
  int releases;
  int claims;
  long nowMillis = 1_000;

  @Override
  public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
    journaled.add(event);
    if (event instanceof JournalEvent.Clean) {
      replyTo.accept(null);
    } else {
      appends.add(new Append(event, replyTo));
    }
  }

  @Override
  public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    attaches.add(new Attach(link, sandbox, replyTo));
  }

  @Override
  public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    detaches.add(new Detach(links, replyTo));
  }

  @Override
  public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    checks.add(new Attach(link, sandbox, replyTo));
  }

  @Override
  public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the lease service does not touch ENIs");
  }

  @Override
  public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the lease service does not touch ENIs");
  }

  @Override
  public void removeStrays(List<KernelOutcome.PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
    throw new AssertionError("the lease service removes no strays");
  }

  @Override
  public void read(Consumer<KernelOutcome> replyTo) {
    reads.add(replyTo);
  }

  @Override
  public long bootMillis() {
    return nowMillis;
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L + nowMillis;
  }

  @Override
  public boolean anyWaiting() {
    return anyWaiting;
  }

  @Override
  public void demand(long id, long deadlineBootMillis, Consumer<Grant> replyTo) {
    demands.add(new Demand(id, deadlineBootMillis, replyTo));
  }

  @Override
  public void withdraw(long id) {
    withdrawn.add(id);
  }

  @Override
  public void claimed() {
    claims++;
  }

  @Override
  public void released() {
    releases++;
  }

  void journalSays(@Nullable String failure) {
    appends.remove().replyTo().accept(failure);
  }

  void attachEnds(KernelOutcome outcome) {
    attaches.remove().replyTo().accept(outcome);
  }

  void detachEnds(KernelOutcome outcome) {
    detaches.remove().replyTo().accept(outcome);
  }

  static KernelOutcome failed(KernelOutcome.Reason reason, String text) {
    return new KernelOutcome.Failed(reason, text);
  }
}

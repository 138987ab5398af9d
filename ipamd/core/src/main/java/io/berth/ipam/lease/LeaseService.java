package io.berth.ipam.lease;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.lease.Attachment.Stage;
import io.berth.ipam.link.HostLinkNames;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// ADD, DEL, CHECK and STATUS over pool, journal and kernel.
///
/// Every method runs on one thread, the *owner*, which holds the map from lease key to attachment;
/// completions of the ports are brought back to it. So operations on one key are ordered without a
/// lock, and each step sees the outcome of the one before.
///
/// An ADD claims an address, then journals the lease and makes the link at the same time, and is
/// answered when both are done. Whichever fails, the other is undone first and the cause is
/// answered. A DEL journals the release and removes the link at the same time; the address begins
/// to cool when the kernel has nothing of it any more.
public final class LeaseService implements LeaseOperations {

  private final AddressPool pool;
  private final Journal journal;
  private final Kernel kernel;
  private final Clock clock;
  private final Demands demands;
  private final Executor owner;
  private final LeaseSettings settings;
  private final ToIntFunction<EniId> routeTables;
  private final DetachBatch detachBatch;
  private final SandboxAudit sandboxAudit;
  private final Map<LeaseKey, Attachment> attachments = new TreeMap<>();

  /// Leases whose address has no slot in the pool, because its ENI is not known.
  private final Map<IpAddress, Attachment> unplaced = new TreeMap<>();

  private int waiting;
  private long nextDemandId = 1;
  private boolean stopping;

  /// The last lease could not be journaled: links wait for the journal until one can, so that a
  /// disk that refuses costs no address its cooling time.
  private boolean journalFails;

  /// @param owner runs tasks on the one thread that calls this object
  /// @param routeTables the route table of an ENI that carries a claimed address
  public LeaseService(
      AddressPool pool,
      Journal journal,
      Kernel kernel,
      Clock clock,
      Demands demands,
      Executor owner,
      LeaseSettings settings,
      ToIntFunction<EniId> routeTables) {
    this.pool = pool;
    this.journal = journal;
    this.kernel = kernel;
    this.clock = clock;
    this.demands = demands;
    this.owner = owner;
    this.settings = settings;
    this.routeTables = routeTables;
    this.detachBatch = new DetachBatch(kernel, owner);
    this.sandboxAudit =
        new SandboxAudit(attachments, kernel, owner, attachment -> release(attachment, null));
  }

  /// Takes over a lease that the journal remembers; before the first request only.
  ///
  /// @param handle of the address, already leased in the pool
  public void restore(Lease lease, long handle, int mtu) {
    Attachment attachment = new Attachment(lease.key());
    attachment.stage = Stage.LEASED;
    attachment.lease = lease;
    attachment.handle = handle;
    attachment.link = PodLink.of(lease, routeTables.applyAsInt(lease.eni()), mtu);
    if (attachments.put(lease.key(), attachment) != null) {
      throw new IllegalStateException("restored twice: " + lease.key());
    }
  }

  /// Takes over a lease whose address no known ENI carries; before the first request only. The pod
  /// keeps it, and a DEL ends it; [#place] gives it its slot in the pool when the ENI is learnt.
  public void restoreUnplaced(Lease lease, int mtu) {
    Attachment attachment = new Attachment(lease.key());
    attachment.stage = Stage.LEASED;
    attachment.lease = lease;
    attachment.handle = AddressPool.NONE;
    attachment.link = PodLink.of(lease, PodLink.MAIN_TABLE, mtu);
    if (attachments.put(lease.key(), attachment) != null) {
      throw new IllegalStateException("restored twice: " + lease.key());
    }
    unplaced.put(lease.address(), attachment);
  }

  /// The address of an unplaced lease has come into the pool and was claimed there. Safe for any
  /// thread.
  public void place(long handle) {
    owner.execute(() -> placeNow(handle));
  }

  private void placeNow(long handle) {
    Attachment attachment = unplaced.remove(pool.address(handle));
    if (attachment == null) {
      // Its lease has ended before the ENI was learnt.
      pool.release(handle, clock.bootMillis() + settings.coolingMillis());
      demands.released();
      return;
    }
    attachment.handle = handle;
    if (attachment.stage == Stage.LEASED) {
      Lease lease = attachment.heldLease().on(pool.eni(handle));
      attachment.lease = lease;
      attachment.link =
          PodLink.of(lease, routeTables.applyAsInt(lease.eni()), attachment.heldLink().mtu());
      journal.append(new JournalEvent.Leased(lease), failure -> {});
    }
  }

  /// The leases that stand, ordered by key. A fresh list.
  public List<Lease> leases() {
    return attachments.values().stream()
        .filter(a -> a.stage == Stage.LEASED || a.stage == Stage.STUCK)
        .map(Attachment::heldLease)
        .toList();
  }

  /// Looks once for leases whose sandbox has gone without a DEL; the second look that misses the
  /// same one ends it. To be called now and then, on the one thread.
  ///
  /// @param report gets a sentence for each lease that is ended, or whose link is missing
  public void auditSandboxes(Consumer<String> report) {
    sandboxAudit.look(report);
  }

  /// From now on every ADD is refused; running operations end as they would.
  public void stop() {
    stopping = true;
  }

  /// Whether no operation is running.
  public boolean idle() {
    return attachments.values().stream()
        .allMatch(a -> a.stage == Stage.LEASED || a.stage == Stage.STUCK);
  }

  @Override
  public @Nullable LeaseFailure status() {
    return stopping ? new LeaseFailure.Stopping() : null;
  }

  @Override
  public void add(AddRequest request, Consumer<AddReply> replyTo) {
    Attachment known = attachments.get(request.key());
    if (known != null) {
      addToKnown(known, request, replyTo);
      return;
    }
    if (stopping) {
      replyTo.accept(new AddReply.Refused(new LeaseFailure.Stopping()));
      return;
    }
    long handle = demands.anyWaiting() ? AddressPool.NONE : pool.claim();
    if (handle == AddressPool.NONE && waiting >= settings.maxWaiting()) {
      replyTo.accept(new AddReply.Refused(new LeaseFailure.TooManyWaiting(settings.maxWaiting())));
      return;
    }
    Attachment attachment = new Attachment(request.key());
    attachment.adders.add(replyTo);
    attachments.put(request.key(), attachment);
    if (handle == AddressPool.NONE) {
      queue(attachment, request);
    } else {
      demands.claimed();
      attach(attachment, request, handle);
    }
  }

  private void addToKnown(Attachment known, AddRequest request, Consumer<AddReply> replyTo) {
    switch (known.stage) {
      case WAITING, ATTACHING, REATTACHING -> {
        if (known.deleteRequested) {
          replyTo.accept(new AddReply.Refused(new LeaseFailure.Busy(request.key())));
        } else {
          known.adders.add(replyTo);
        }
      }
      case LEASED -> {
        if (known.handle == AddressPool.NONE) {
          // How it would be attached anew depends on its ENI.
          replyTo.accept(
              new AddReply.Refused(
                  new LeaseFailure.AlreadyAttached(known.key, known.heldLease().address())));
        } else {
          reattach(known, request, replyTo);
        }
      }
      case RELEASING, STUCK ->
          replyTo.accept(new AddReply.Refused(new LeaseFailure.Busy(request.key())));
    }
  }

  private void queue(Attachment attachment, AddRequest request) {
    waiting++;
    attachment.demandId = nextDemandId++;
    demands.demand(
        attachment.demandId,
        clock.bootMillis() + settings.addTimeoutMillis(),
        grant -> owner.execute(() -> granted(attachment, request, grant)));
  }

  private void granted(Attachment attachment, AddRequest request, Grant grant) {
    boolean wanted =
        attachment.stage == Stage.WAITING && attachments.get(attachment.key) == attachment;
    switch (grant) {
      case Grant.Granted(long handle) -> {
        if (wanted) {
          waiting--;
          attach(attachment, request, handle);
        } else {
          pool.release(handle, clock.bootMillis());
          demands.released();
        }
      }
      case Grant.Refused(LeaseFailure failure) -> {
        if (wanted) {
          waiting--;
          attachments.remove(attachment.key);
          answerAdders(attachment, new AddReply.Refused(failure));
        }
      }
    }
  }

  private void attach(Attachment attachment, AddRequest request, long handle) {
    IpAddress address = pool.address(handle);
    EniId eni = pool.eni(handle);
    String hostLink = HostLinkNames.name(request.hostLinkPrefix(), request.pod(), request.key());
    Lease lease =
        new Lease(request.key(), address, eni, request.pod(), hostLink, clock.wallMillis());
    attachment.stage = Stage.ATTACHING;
    attachment.handle = handle;
    attachment.lease = lease;
    attachment.link = PodLink.of(lease, routeTables.applyAsInt(eni), request.mtu());
    boolean linkNow = !journalFails;
    journal.append(
        new JournalEvent.Leased(lease),
        failure -> owner.execute(() -> leaseJournaled(attachment, request, failure, linkNow)));
    if (linkNow) {
      attachLink(attachment, request.sandbox());
    }
  }

  private void attachLink(Attachment attachment, Sandbox sandbox) {
    kernel.attachPod(
        attachment.heldLink(),
        sandbox,
        outcome ->
            owner.execute(() -> {
              attachment.linkOutcome = outcome;
              attachStepDone(attachment, sandbox);
            }));
  }

  /// @param linking whether the link is made at the same time
  private void leaseJournaled(
      Attachment attachment, AddRequest request, @Nullable String failure, boolean linking) {
    journalFails = failure != null;
    attachment.journalAnswered = true;
    attachment.journalFailure = failure;
    if (linking) {
      attachStepDone(attachment, request.sandbox());
    } else if (failure == null) {
      attachLink(attachment, request.sandbox());
    } else {
      // Nothing has reached the kernel, so the address is free again at once.
      attachment.untouched = true;
      release(attachment, new LeaseFailure.NotDurable(failure));
    }
  }

  private void attachStepDone(Attachment attachment, Sandbox sandbox) {
    KernelOutcome linked = attachment.linkOutcome;
    if (!attachment.journalAnswered || linked == null) {
      return;
    }
    if (linked instanceof KernelOutcome.Failed failed) {
      attachment.untouched = failed.reason() != KernelOutcome.Reason.OTHER;
      release(attachment, LinkFailures.of(failed, attachment.heldLink(), sandbox));
    } else if (attachment.journalFailure != null) {
      release(attachment, new LeaseFailure.NotDurable(attachment.journalFailure));
    } else if (attachment.deleteRequested) {
      release(attachment, new LeaseFailure.Superseded(attachment.key));
    } else {
      attachment.stage = Stage.LEASED;
      attachment.attached++;
      attachment.sandboxPath = sandbox.path();
      answerAdders(attachment, added(attachment, linked));
    }
  }

  private static AddReply added(Attachment attachment, KernelOutcome outcome) {
    if (outcome instanceof KernelOutcome.Attached linked) {
      PodLink link = attachment.heldLink();
      return new AddReply.Added(
          attachment.heldLease(), link.gateway(), linked.hostMac(), linked.podMac(), link.mtu());
    }
    throw new IllegalStateException("attachPod answered " + outcome);
  }

  /// A repeated ADD changes nothing while the interface stands. If it has gone (the runtime made
  /// the namespace anew), it is attached again with the same address.
  private void reattach(Attachment known, AddRequest request, Consumer<AddReply> replyTo) {
    known.stage = Stage.REATTACHING;
    known.adders.add(replyTo);
    kernel.attachPod(
        known.heldLink(),
        request.sandbox(),
        outcome ->
            owner.execute(() -> {
              known.stage = Stage.LEASED;
              known.attached++;
              known.sandboxPath = request.sandbox().path();
              if (outcome instanceof KernelOutcome.Failed failed) {
                boolean stands = failed.reason() == KernelOutcome.Reason.INTERFACE_EXISTS;
                answerAdders(
                    known,
                    new AddReply.Refused(
                        stands
                            ? new LeaseFailure.AlreadyAttached(
                                known.key, known.heldLease().address())
                            : LinkFailures.of(failed, known.heldLink(), request.sandbox())));
              } else {
                answerAdders(known, added(known, outcome));
              }
              if (known.deleteRequested) {
                release(known, null);
              }
            }));
  }

  @Override
  public void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo) {
    Attachment known = attachments.get(key);
    if (known == null) {
      replyTo.accept(null);
      return;
    }
    switch (known.stage) {
      case WAITING -> {
        waiting--;
        demands.withdraw(known.demandId);
        attachments.remove(key);
        answerAdders(known, new AddReply.Refused(new LeaseFailure.Superseded(key)));
        replyTo.accept(null);
      }
      case ATTACHING, REATTACHING -> {
        known.deleteRequested = true;
        known.deleters.add(replyTo);
      }
      case LEASED -> {
        known.deleters.add(replyTo);
        release(known, null);
      }
      case RELEASING -> known.deleters.add(replyTo);
      case STUCK -> {
        known.deleters.add(replyTo);
        known.stage = Stage.RELEASING;
        detach(known);
      }
    }
  }

  @Override
  public void undeliverable(LeaseKey key) {
    delete(key, failure -> {});
  }

  @Override
  public void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo) {
    Attachment known = attachments.get(key);
    if (known == null || known.stage == Stage.WAITING) {
      replyTo.accept(new LeaseFailure.UnknownAttachment(key));
      return;
    }
    if (known.stage != Stage.LEASED || known.handle == AddressPool.NONE) {
      replyTo.accept(new LeaseFailure.Busy(key));
      return;
    }
    PodLink link = known.heldLink();
    kernel.checkPod(
        link,
        sandbox,
        outcome ->
            owner.execute(() ->
                replyTo.accept(
                    outcome instanceof KernelOutcome.Failed failed
                        ? LinkFailures.of(failed, link, sandbox)
                        : null)));
  }

  /// Ends a lease. The release is journaled and the link removed at the same time: whichever a
  /// crash leaves undone, the other is the witness that recovery needs.
  ///
  /// @param addFailure what the ADD that is being undone is answered, `null` for a DEL
  private void release(Attachment attachment, @Nullable LeaseFailure addFailure) {
    attachment.stage = Stage.RELEASING;
    attachment.addFailure = addFailure;
    attachment.journalAnswered = false;
    attachment.linkOutcome = null;
    journal.append(
        new JournalEvent.Released(attachment.key, attachment.heldLease().address()),
        failure ->
            owner.execute(() -> {
              // A DEL works without the journal: link and route are gone before the answer,
              // and that is what recovery sees.
              attachment.journalAnswered = true;
              releaseStepDone(attachment);
            }));
    detach(attachment);
  }

  private void detach(Attachment attachment) {
    detachBatch.detach(
        attachment.heldLink(),
        outcome -> {
          attachment.linkOutcome = outcome;
          releaseStepDone(attachment);
        });
  }

  private void releaseStepDone(Attachment attachment) {
    KernelOutcome removed = attachment.linkOutcome;
    if (!attachment.journalAnswered || removed == null) {
      return;
    }
    if (removed instanceof KernelOutcome.Failed failed) {
      attachment.stage = Stage.STUCK;
      attachment.linkOutcome = null;
      answerRelease(attachment, new LeaseFailure.LinkNotRemoved(failed.text()));
      return;
    }
    long now = clock.bootMillis();
    long coolUntil = attachment.untouched ? now : now + settings.coolingMillis();
    attachments.remove(attachment.key);
    if (attachment.handle == AddressPool.NONE) {
      unplaced.remove(attachment.heldLease().address());
    } else if (!pool.release(attachment.handle, coolUntil)) {
      throw new IllegalStateException(
          "the pool does not know the lease of " + attachment.key + " any more");
    }
    demands.released();
    journal.append(
        new JournalEvent.Clean(attachment.heldLease().address(), coolUntil), failure -> {});
    answerRelease(attachment, null);
  }

  private static void answerRelease(Attachment attachment, @Nullable LeaseFailure failure) {
    LeaseFailure addFailure = attachment.addFailure;
    attachment.addFailure = null;
    if (addFailure != null) {
      answerAdders(attachment, new AddReply.Refused(addFailure));
    }
    List<Consumer<@Nullable LeaseFailure>> deleters = List.copyOf(attachment.deleters);
    attachment.deleters.clear();
    deleters.forEach(deleter -> deleter.accept(failure));
  }

  private static void answerAdders(Attachment attachment, AddReply reply) {
    List<Consumer<AddReply>> adders = List.copyOf(attachment.adders);
    attachment.adders.clear();
    adders.forEach(adder -> adder.accept(reply));
  }
}

package io.berth.simulation.chaos;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import io.berth.simulation.chaos.Executable.Answer;
import io.berth.simulation.check.Sandboxes;
import io.berth.simulation.node.BerthNode;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The daemon's end of the socket and its spool, with the rules of its server: ADDs wait for a
/// spooled DEL of their attachment, answers that nobody takes are undone, a GC deletes what is not
/// listed.
final class CniEnd {

  /// From the writing of an answer to the knowledge that nobody took it.
  private static final long DELIVERY_MILLIS = 1;

  private final VirtualTime time;
  private final Trace trace;
  private final BerthNode node;
  private final Faults faults;
  private final Crashes crashes;
  private final Attribution attribution;
  private final Sandboxes sandboxes;

  /// Who waits for an answer, with the time since when, and what an answer means when the daemon
  /// dies.
  private final Map<Executable, Open> open = new LinkedHashMap<>();

  private final Set<LeaseKey> spool = new LinkedHashSet<>();
  private final Map<LeaseKey, List<Consumer<@Nullable LeaseFailure>>> replaying = new HashMap<>();

  /// ADDs that the present daemon has been handed and not answered.
  private final Map<LeaseKey, Integer> adding = new HashMap<>();

  /// Answers on their way, with whether one of each lease was taken.
  private final Map<Lease, Boolean> deliveries = new HashMap<>();

  private int epoch;

  private record Open(long sinceMillis, @Nullable LeaseKey deleted) {}

  CniEnd(
      VirtualTime time,
      Trace trace,
      BerthNode node,
      Faults faults,
      Crashes crashes,
      Attribution attribution,
      Sandboxes sandboxes) {
    this.time = time;
    this.trace = trace;
    this.node = node;
    this.faults = faults;
    this.crashes = crashes;
    this.attribution = attribution;
    this.sandboxes = sandboxes;
  }

  /// The daemon has died: executables see their connections end.
  void died() {
    epoch++;
    adding.clear();
    deliveries.clear();
    replaying.clear();
    Map<Executable, Open> orphans = new LinkedHashMap<>(open);
    open.clear();
    time.after(
        0, () -> orphans.forEach((executable, since) -> noDaemon(executable, since.deleted())));
  }

  /// The daemon serves again.
  void started() {
    List.copyOf(spool).forEach(key -> replay(key, failure -> {}));
  }

  /// How long the one has waited that has waited longest.
  long longestWaitMillis() {
    long first = open.values().stream().mapToLong(Open::sinceMillis).min().orElse(time.nowMillis());
    return time.nowMillis() - first;
  }

  boolean isIdle() {
    return open.isEmpty() && spool.isEmpty() && deliveries.isEmpty();
  }

  private void noDaemon(Executable executable, @Nullable LeaseKey deleted) {
    if (deleted != null && !executable.isOver()) {
      spool.add(deleted);
      faults.happened(FaultKind.CNI_SPOOLED);
      if (node.isServing()) {
        // It looks again after writing.
        replay(deleted, failure -> {});
      }
    }
    executable.take(new Answer.NoDaemon());
  }

  /// An answer that the daemon gives, unless it dies of it.
  private void answer(Operation operation, Executable executable, Answer answer) {
    if (crashes.reached(operation, CrashPoint.BEFORE_ANSWER)) {
      return;
    }
    open.remove(executable);
    executable.take(answer);
    crashes.reached(operation, CrashPoint.AFTER_ANSWER);
  }

  void add(AddRequest request, Executable executable) {
    LeaseKey key = request.key();
    trace.add("cni", "ADD " + key.containerId());
    if (!node.isServing()) {
      noDaemon(executable, null);
      return;
    }
    open.put(executable, new Open(time.nowMillis(), null));
    if (spool.contains(key)) {
      replay(
          key,
          failure -> {
            if (failure == null) {
              handAdd(request, executable);
            } else {
              answer(Operation.ADD, executable, new Answer.Refused(failure));
            }
          });
    } else {
      handAdd(request, executable);
    }
  }

  private void handAdd(AddRequest request, Executable executable) {
    LeaseKey key = request.key();
    int began = epoch;
    LeaseService operations = node.operations();
    sandboxes.adding(key);
    adding.merge(key, 1, Integer::sum);
    attribution.begin(key, Operation.ADD);
    attribution.handing(key);
    operations.add(
        request,
        reply -> {
          if (epoch == began) {
            added(key, executable, operations, reply);
          }
        });
    attribution.handed();
  }

  private void added(LeaseKey key, Executable executable, LeaseService operations, AddReply reply) {
    if (adding.merge(key, -1, Integer::sum) == 0) {
      adding.remove(key);
    }
    Operation operation = attribution.of(key);
    Operation answered =
        operation == Operation.WAITER_GRANT ? Operation.WAITER_GRANT : Operation.ADD;
    int began = epoch;
    if (crashes.reached(answered, CrashPoint.BEFORE_ANSWER)) {
      return;
    }
    open.remove(executable);
    switch (reply) {
      case AddReply.Refused(LeaseFailure failure) -> {
        trace.add("cni", "ADD " + key.containerId() + " refused: " + failure.sentence());
        executable.take(new Answer.Refused(failure));
      }
      case AddReply.Added added -> {
        Lease lease = added.lease();
        boolean taken = executable.take(new Answer.Added(lease));
        trace.add(
            "cni",
            "ADD " + key.containerId() + " = " + lease.address() + (taken ? "" : ", not taken"));
        boolean first = !deliveries.containsKey(lease);
        deliveries.merge(lease, taken, Boolean::logicalOr);
        if (first) {
          time.after(
              DELIVERY_MILLIS,
              () -> {
                if (epoch == began) {
                  delivered(lease, operations);
                }
              });
        }
      }
    }
    crashes.reached(answered, CrashPoint.AFTER_ANSWER);
  }

  private void delivered(Lease lease, LeaseService operations) {
    Boolean taken = deliveries.remove(lease);
    if (taken != null && !taken && operations.leases().contains(lease)) {
      trace.add("cni", "undo " + lease.key().containerId());
      attribution.begin(lease.key(), Operation.UNDO);
      operations.undeliverable(lease.key());
    }
  }

  void delete(LeaseKey key, Executable executable) {
    trace.add("cni", "DEL " + key.containerId());
    if (!node.isServing()) {
      noDaemon(executable, key);
      return;
    }
    open.put(executable, new Open(time.nowMillis(), key));
    handDelete(key, Operation.DEL, executable);
  }

  private void handDelete(LeaseKey key, Operation operation, Executable executable) {
    int began = epoch;
    attribution.begin(key, operation);
    node.operations()
        .delete(
            key,
            failure -> {
              if (epoch == began) {
                trace.add("cni", "DEL " + key.containerId() + " answered: " + failure);
                ended(key, failure);
                answer(
                    operation,
                    executable,
                    failure == null ? new Answer.Done() : new Answer.Refused(failure));
              }
            });
  }

  private void ended(LeaseKey key, @Nullable LeaseFailure failure) {
    if (failure == null && !adding.containsKey(key)) {
      sandboxes.deleted(key);
    }
  }

  private void replay(LeaseKey key, Consumer<@Nullable LeaseFailure> then) {
    List<Consumer<@Nullable LeaseFailure>> waiting = replaying.get(key);
    if (waiting != null) {
      waiting.add(then);
      return;
    }
    List<Consumer<@Nullable LeaseFailure>> first = new ArrayList<>();
    first.add(then);
    replaying.put(key, first);
    handDelete(
        key,
        Operation.SPOOL_REPLAY,
        new Executable(answer -> {
          replaying.remove(key);
          if (answer instanceof Answer.Done) {
            spool.remove(key);
          }
          LeaseFailure failure = answer instanceof Answer.Refused(LeaseFailure why) ? why : null;
          first.forEach(next -> next.accept(failure));
        }));
  }

  void check(LeaseKey key, Sandbox sandbox, Executable executable) {
    if (!node.isServing()) {
      noDaemon(executable, null);
      return;
    }
    int began = epoch;
    open.put(executable, new Open(time.nowMillis(), null));
    node.operations()
        .check(
            key,
            sandbox,
            failure -> {
              if (epoch == began) {
                answer(
                    Operation.CHECK,
                    executable,
                    failure == null ? new Answer.Done() : new Answer.Refused(failure));
              }
            });
  }

  /// Deletes every lease that is not listed.
  void collect(Set<LeaseKey> valid, Executable executable) {
    if (!node.isServing()) {
      noDaemon(executable, null);
      return;
    }
    List<LeaseKey> stale =
        node.operations().leases().stream()
            .map(Lease::key)
            .filter(key -> !valid.contains(key))
            .toList();
    trace.add("cni", "GC of " + stale.size());
    open.put(executable, new Open(time.nowMillis(), null));
    int began = epoch;
    int[] running = {stale.size()};
    if (stale.isEmpty()) {
      answer(Operation.GC, executable, new Answer.Done());
    }
    for (LeaseKey key : stale) {
      if (epoch != began) {
        return;
      }
      attribution.begin(key, Operation.GC);
      node.operations()
          .delete(
              key,
              failure -> {
                if (epoch == began) {
                  ended(key, failure);
                  if (--running[0] == 0) {
                    answer(Operation.GC, executable, new Answer.Done());
                  }
                }
              });
    }
  }
}

package io.berth.ipam.reconcile;

import io.berth.ipam.lease.Grant;
import io.berth.ipam.lease.LeaseFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests that found the pool empty, in order of arrival. Owned by the control thread.
final class Waiters {

  /// One request.
  record Waiter(long id, long sinceMillis, long deadlineMillis, Consumer<Grant> replyTo) {}

  private final ArrayDeque<Waiter> queue = new ArrayDeque<>();

  void add(Waiter waiter) {
    queue.addLast(waiter);
  }

  void withdraw(long id) {
    queue.removeIf(waiter -> waiter.id() == id);
  }

  int count() {
    return queue.size();
  }

  @Nullable Waiter first() {
    return queue.peekFirst();
  }

  void grantFirst(long handle) {
    queue.removeFirst().replyTo().accept(new Grant.Granted(handle));
  }

  /// Refuses those whose time is over.
  void expire(long nowMillis, String blockedBy) {
    List<Waiter> expired = new ArrayList<>();
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.deadlineMillis() <= nowMillis) {
        each.remove();
        expired.add(waiter);
      }
    }
    for (Waiter waiter : expired) {
      long waited = nowMillis - waiter.sinceMillis();
      refuse(waiter, new LeaseFailure.WaitedTooLong(waited, blockedBy));
    }
  }

  /// Refuses every request for which nothing can come in time.
  ///
  /// @param coolingEnds when cooling addresses become free, in ascending order
  /// @param growthMillis the earliest time at which growth could be tried again
  /// @param binding the limit that binds
  void refuseHopeless(List<Long> coolingEnds, long growthMillis, String binding) {
    List<Waiter> hopeless = new ArrayList<>();
    int position = 0;
    for (Iterator<Waiter> each = queue.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      boolean cools =
          position < coolingEnds.size() && coolingEnds.get(position) < waiter.deadlineMillis();
      if (cools) {
        position++;
      } else if (growthMillis >= waiter.deadlineMillis()) {
        each.remove();
        hopeless.add(waiter);
      }
    }
    hopeless.forEach(waiter -> refuse(waiter, new LeaseFailure.Exhausted(binding)));
  }

  /// The earliest deadline, or [Long#MAX_VALUE].
  long nextDeadlineMillis() {
    return queue.stream().mapToLong(Waiter::deadlineMillis).min().orElse(Long.MAX_VALUE);
  }

  private static void refuse(Waiter waiter, LeaseFailure failure) {
    waiter.replyTo().accept(new Grant.Refused(failure));
  }
}

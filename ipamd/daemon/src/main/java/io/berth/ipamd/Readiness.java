package io.berth.ipamd;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.reconcile.ControlLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether this node has ever been able to serve an ADD. Once it was, it stays ready: exhaustion,
/// throttling and the loss of EC2 must not make the node NotReady and take its healthy pods out of
/// their Services. For the `io` thread.
final class Readiness implements Supplier<@Nullable LeaseFailure> {

  private final AddressPool pool;
  private final ControlLoop control;
  private boolean served;

  Readiness(AddressPool pool, ControlLoop control) {
    this.pool = pool;
    this.control = control;
  }

  @Override
  public @Nullable LeaseFailure get() {
    served = served || pool.view().total() > 0;
    if (served) {
      return null;
    }
    String blocked = control.status().blocked();
    return new LeaseFailure.Exhausted(
        blocked.isEmpty() ? "the first addresses of this node are on their way" : blocked);
  }
}

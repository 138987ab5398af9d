package io.berth.ipamd.kernel;

import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Performs batches and looks for what went wrong in them.
final class Refusals {

  private Refusals() {}

  /// Performs the requests, all of them.
  ///
  /// @param tolerated the failures that are as good as success
  /// @return the first other failure, or null
  static Outcome.@Nullable Failed firstOf(
      NetlinkSocket netlink,
      List<Request> requests,
      BiPredicate<Request, Outcome.Failed> tolerated) {
    List<Outcome> outcomes = netlink.execute(requests);
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Failed failed
          && !tolerated.test(requests.get(i), failed)) {
        return failed;
      }
    }
    return null;
  }

  /// What is to be deleted is gone already.
  static boolean gone(Request request, Outcome.Failed failed) {
    return failed.notFound();
  }

  static Failed other(String what, @Nullable String cause) {
    return new Failed(Reason.OTHER, what + ": " + cause);
  }
}

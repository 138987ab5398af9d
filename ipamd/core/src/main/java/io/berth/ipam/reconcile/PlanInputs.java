package io.berth.ipam.reconcile;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.plan.EniState;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.plan.KindCounts;
import io.berth.ipam.pool.AddressCounts;
import io.berth.ipam.pool.EniCounts;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.port.CloudFailure;
import org.jspecify.annotations.Nullable;

/// Puts what the control loop knows into the planner's words.
final class PlanInputs {

  private PlanInputs() {}

  /// One ENI. Addresses of an ENI whose link does not stand yet are not in the pool; they count as
  /// on their way, or the planner would ask for more. So do those of a call whose answer was lost,
  /// until EC2 has been asked.
  static EniState eni(EniRecord record, PoolView view, Growth growth, long nowMillis) {
    EniCounts counts = counts(record, view);
    return new EniState(
        record.eni.id(),
        record.eni.deviceIndex(),
        kind(record, AddressKind.SINGLE, counts.singles()),
        kind(record, AddressKind.PREFIX, counts.prefixes()),
        Math.max(nowMillis - record.sinceMillis, 0),
        record.draining,
        record.removable(),
        record.removing || record.suspect || !record.unassigning.isEmpty(),
        growth.assignHold(record, AddressKind.SINGLE, nowMillis),
        growth.assignHold(record, AddressKind.PREFIX, nowMillis));
  }

  private static KindCounts kind(EniRecord record, AddressKind kind, AddressCounts counts) {
    int withoutLink =
        switch (kind) {
          case SINGLE -> record.eni.secondaries().size();
          case PREFIX -> record.eni.prefixes().size();
        };
    return new KindCounts(
        counts.portions(),
        counts.free(),
        counts.leased(),
        counts.cooling(),
        counts.retiring(),
        counts.wholeFree(),
        record.assigning.of(kind) + (record.linkReady ? 0 : withoutLink));
  }

  private static EniCounts counts(EniRecord record, PoolView view) {
    return view.enis().stream()
        .filter(counts -> counts.eni().equals(record.eni.id()))
        .findFirst()
        .orElse(EniCounts.none(record.eni.id()));
  }

  /// Why a kind of call is not made now, or `null` when it may be.
  static @Nullable Hold hold(Backoff backoff, long nowMillis) {
    CloudFailure failure = backoff.last();
    if (failure == null || !backoff.blocks(nowMillis)) {
      return null;
    }
    return new Hold(reason(failure.kind()), backoff.untilMillis(), failure.sentence());
  }

  private static Hold.Reason reason(CloudFailure.Kind kind) {
    return switch (kind) {
      case THROTTLED -> Hold.Reason.THROTTLED;
      case SUBNET_FULL -> Hold.Reason.SUBNET_FULL;
      case NO_PREFIX -> Hold.Reason.NO_PREFIX;
      case ENI_FULL -> Hold.Reason.ENI_FULL;
      case INSTANCE_FULL -> Hold.Reason.INSTANCE_FULL;
      case LIMIT_REACHED -> Hold.Reason.LIMIT_REACHED;
      case NOT_AUTHORISED -> Hold.Reason.NOT_AUTHORISED;
      case UNAVAILABLE, AMBIGUOUS -> Hold.Reason.UNAVAILABLE;
      case NOT_FOUND, BUSY, REJECTED -> Hold.Reason.REJECTED;
    };
  }
}

package io.berth.simulation.chaos;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Delay;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcModel;
import io.berth.simulation.check.Promises;
import io.berth.simulation.world.SimulatedVpc;
import org.jspecify.annotations.Nullable;

/// Lets calls of EC2 go wrong, one by one, and shows each to the promises.
final class CallFaults implements SimulatedVpc.CallObserver {

  /// The daemon believes a describe that lags no more than 30 s, its default; the call itself takes
  /// time too.
  private static final long LONGEST_LAG_MILLIS = 25_000;

  private static final long LONGEST_METADATA_LAG_MILLIS = 300_000;

  private static final long LONGEST_STUCK_MILLIS = 180_000;

  private static final ApiError UNAVAILABLE =
      new ApiError("Unavailable", 503, "The service is unavailable. Please try again shortly.");

  private final VpcModel model;
  private final Faults faults;
  private final Promises promises;
  private final boolean limitsAreHeeded;
  private boolean down;
  private @Nullable LatencyProfile usual;
  private boolean refused;

  /// @param limitsAreHeeded whether the daemon knows all of its calls and all that is there, so
  ///   that no limit may refuse it
  CallFaults(VpcModel model, Faults faults, Promises promises, boolean limitsAreHeeded) {
    this.model = model;
    this.faults = faults;
    this.promises = promises;
    this.limitsAreHeeded = limitsAreHeeded;
  }

  /// From now on no call arrives, or all do again.
  void down(boolean isDown) {
    down = isDown;
  }

  @Override
  public void calling(String caller, Command.Call call) {
    promises.calling(caller, call);
    model.clearFaults();
    Fault.Effect effect = effect(call);
    refused = effect instanceof Fault.Effect.Refused;
    if (effect != null) {
      model.inject(new Fault(call.action(), Fault.Hits.next(1), effect, Fault.USUAL));
    }
    boolean moves =
        call instanceof Command.AttachInterface || call instanceof Command.DetachInterface;
    if (moves && faults.happens(FaultKind.EC2_ATTACH_STUCK)) {
      LatencyProfile before = model.latency();
      usual = before;
      Delay stuck = Delay.fixed(faults.millis(1_000, LONGEST_STUCK_MILLIS));
      model.setLatency(before.withTransitions(stuck, stuck, before.metadata()));
    }
  }

  private Fault.@Nullable Effect effect(Command.Call call) {
    Action action = call.action();
    if (down) {
      return faults.below(2) == 0
          ? new Fault.Effect.Refused(UNAVAILABLE)
          : new Fault.Effect.CallLost();
    }
    if (faults.happens(FaultKind.EC2_ANSWER_LOST)) {
      return new Fault.Effect.AnswerLost();
    }
    if (faults.happens(FaultKind.EC2_CALL_LOST)) {
      return new Fault.Effect.CallLost();
    }
    if (faults.happens(FaultKind.EC2_THROTTLED)) {
      return Fault.throttle(action, Fault.Hits.next(1)).effect();
    }
    if (action.isRead()) {
      return faults.happens(FaultKind.EC2_STALE_DESCRIBE)
          ? new Fault.Effect.StaleDescribe(faults.millis(100, LONGEST_LAG_MILLIS))
          : null;
    }
    ApiError limit = limit(action);
    if (limit != null && faults.happens(FaultKind.EC2_LIMIT_REFUSED)) {
      return new Fault.Effect.Refused(limit);
    }
    return faults.happens(FaultKind.EC2_STALE_METADATA)
        ? new Fault.Effect.StaleMetadata(faults.millis(1_000, LONGEST_METADATA_LAG_MILLIS))
        : null;
  }

  private static @Nullable ApiError limit(Action action) {
    return switch (action) {
      case ASSIGN_PRIVATE_IP_ADDRESSES ->
          ApiError.of(
              "PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
      case CREATE_NETWORK_INTERFACE ->
          ApiError.of(
              "NetworkInterfaceLimitExceeded", "The quota of network interfaces is reached.");
      case ATTACH_NETWORK_INTERFACE ->
          ApiError.of("AttachmentLimitExceeded", "Interface count exceeds the limit.");
      default -> null;
    };
  }

  @Override
  public void answered(String caller, Command.Call call, Outcome outcome) {
    if (usual != null) {
      model.setLatency(usual);
      usual = null;
    }
    if (limitsAreHeeded && !refused) {
      promises.answered(caller, call, outcome);
    }
  }
}

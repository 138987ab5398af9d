package io.berth.simulation.chaos;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.Kernel;
import io.berth.simulation.node.Surroundings;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.time.Trace;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedKernel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What stands between the daemon and its world: the places where it is killed, and the faults of
/// what it asks for. A daemon that was killed in the middle of a call goes on in its own memory
/// until that call returns, but nothing of it comes out any more.
final class ChaosSurroundings implements Surroundings {

  private final VirtualTime time;
  private final Faults faults;
  private final Crashes crashes;
  private final Attribution attribution;
  private final Trace trace;
  private long wallOffsetMillis;

  ChaosSurroundings(
      VirtualTime time, Faults faults, Crashes crashes, Attribution attribution, Trace trace) {
    this.time = time;
    this.faults = faults;
    this.crashes = crashes;
    this.attribution = attribution;
    this.trace = trace;
  }

  /// The wall clock jumps.
  void jump(long millis) {
    wallOffsetMillis += millis;
  }

  @Override
  public Clock clock(Clock world) {
    return new Clock() {
      @Override
      public long bootMillis() {
        return world.bootMillis();
      }

      @Override
      public long wallMillis() {
        return world.wallMillis() + wallOffsetMillis;
      }
    };
  }

  @Override
  public Kernel kernel(SimulatedKernel world, Lifetime life) {
    return new ChaosKernel(world, life, time, faults, crashes, attribution, trace);
  }

  @Override
  public Journal journal(Journal world, Lifetime life) {
    attribution.recovering(true);
    crashes.begun();
    trace.add("node", "the daemon starts");
    return new Journal() {
      @Override
      public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
        ChaosSurroundings.this.append(world, life, event, replyTo);
      }
    };
  }

  private void append(
      Journal world, Lifetime life, JournalEvent event, Consumer<@Nullable String> replyTo) {
    if (life.isOver()) {
      return;
    }
    Operation operation = attribution.of(event);
    if (killed(operation, CrashPoint.BEFORE_JOURNAL)) {
      return;
    }
    world.append(
        event,
        failure -> {
          if (!life.isOver()
              && !(failure == null && killed(operation, CrashPoint.JOURNAL_DURABLE))) {
            replyTo.accept(failure);
          }
        });
    if (!life.isOver()) {
      killed(operation, CrashPoint.JOURNAL_ASKED);
    }
  }

  @Override
  public Cloud cloud(Cloud world, Lifetime life) {
    return (request, replyTo) -> submit(world, life, request, replyTo);
  }

  private void submit(
      Cloud world, Lifetime life, CloudRequest request, Consumer<CloudOutcome> replyTo) {
    if (life.isOver()) {
      return;
    }
    Operation operation = attribution.of(request);
    if (killed(operation, CrashPoint.CALL_ASKED)) {
      return;
    }
    world.submit(
        partial(request),
        outcome -> {
          if (!life.isOver() && !killed(operation, CrashPoint.CALL_ANSWERED)) {
            replyTo.accept(outcome);
          }
        });
    if (!life.isOver()) {
      killed(operation, CrashPoint.CALL_DONE);
    }
  }

  /// EC2 gives fewer than asked for.
  private CloudRequest partial(CloudRequest request) {
    if (request instanceof CloudRequest.AssignAddresses(var eni, AddressKind kind, int count)
        && count > 1
        && faults.happens(FaultKind.EC2_PARTIAL_ASSIGN)) {
      return new CloudRequest.AssignAddresses(eni, kind, 1 + faults.below(count - 1));
    }
    return request;
  }

  private boolean killed(@Nullable Operation operation, CrashPoint point) {
    return operation != null && crashes.reached(operation, point);
  }
}

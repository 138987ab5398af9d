package io.berth.emulator.live;

import io.berth.emulator.vpc.Answer;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.NetworkChange;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcModel;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.InstanceTypes;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The model, alive. All of its state belongs to the event loop given at construction; methods may
/// be called from any thread and hand over to it.
///
/// An answer is given when its time has come *and* the network has carried what the command
/// changed, so whoever sees the answer can use what it says.
public final class LiveVpc implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveVpc.class);
  private static final long NOTHING_DUE = Long.MAX_VALUE;

  private final EventLoop loop;
  private final LiveClock clock = new LiveClock();
  private final ExecutorService carrying =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("network").factory());
  private final List<NetworkChange> pending = new ArrayList<>();
  private final VpcModel model;
  private NetworkCarrier carrier = NetworkCarrier.NONE;
  private CompletableFuture<?> carried = CompletableFuture.completedFuture(null);
  private @Nullable ScheduledFuture<?> alarm;
  private long alarmAtMillis = NOTHING_DUE;

  /// @param loop one thread, which owns the model from now on
  public LiveVpc(EventLoop loop, VpcSettings settings, InstanceTypes types) {
    this.loop = loop;
    this.model = new VpcModel(settings, types, pending::add);
  }

  /// Says who carries the network; to be called before the first command.
  public void carryWith(NetworkCarrier network) {
    carrier = network;
  }

  /// Milliseconds since 1970, never going back; the clock of everything that is recorded.
  public long nowMillis() {
    return clock.nowMillis();
  }

  /// Applies a command now; the outcome is given on the loop when the caller may see it.
  public void submit(Command command, Consumer<Outcome> sink) {
    loop.execute(() -> apply(command, sink));
  }

  /// As [#submit], for callers that wait.
  public CompletableFuture<Outcome> submit(Command command) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    submit(command, outcome::complete);
    return outcome;
  }

  /// Reads or adjusts the model on its thread.
  public <T> CompletableFuture<T> query(Function<VpcModel, T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          catchUp();
          T answer = question.apply(model);
          setAlarm();
          return answer;
        },
        loop);
  }

  /// The model as of now, for code that runs on the loop and only reads.
  ///
  /// @throws IllegalStateException on any other thread
  public VpcModel model() {
    if (!loop.inEventLoop()) {
      throw new IllegalStateException("the model belongs to its event loop");
    }
    catchUp();
    return model;
  }

  private void apply(Command command, Consumer<Outcome> sink) {
    long now = clock.nowMillis();
    Answer answer = model.apply(command, now);
    boolean changesNetwork = !pending.isEmpty();
    carryPending();
    setAlarm();
    long waitMillis = answer.atMillis() - now;
    CompletableFuture<?> network = carried;
    Runnable deliver =
        () -> {
          var _ =
              network.whenComplete((_, failure) -> {
                Outcome outcome =
                    failure != null && changesNetwork && setsUp(command)
                        ? notCarried(failure)
                        : answer.outcome();
                loop.execute(() -> sink.accept(outcome));
              });
        };
    if (waitMillis > 0) {
      var _ = loop.schedule(deliver, waitMillis, TimeUnit.MILLISECONDS);
    } else {
      deliver.run();
    }
  }

  private static boolean setsUp(Command command) {
    return switch (command) {
      case Command.Setup _ -> true;
      case Command.Administer _, Command.RunInstances _, Command.TerminateInstances _ -> true;
      default -> false;
    };
  }

  /// Hands the changes so far to the carrier; `carried` completes when all of them are carried.
  private void carryPending() {
    if (!pending.isEmpty()) {
      List<NetworkChange> batch = List.copyOf(pending);
      pending.clear();
      carried = CompletableFuture.runAsync(() -> carry(batch), carrying);
    }
  }

  /// Carries each change, whatever becomes of the others.
  ///
  /// @throws CompletionException with the last failure
  private void carry(List<NetworkChange> batch) {
    Exception failure = null;
    for (NetworkChange change : batch) {
      try {
        carrier.apply(change);
      } catch (Exception e) {
        failure = e;
        LOG.atError()
            .setMessage("the network could not be changed")
            .addKeyValue("change", change)
            .setCause(e)
            .log();
      }
    }
    if (failure != null) {
      throw new CompletionException(failure);
    }
  }

  /// What whoever sets up the testbed must know: it stands in the model but not in the kernel.
  private static Outcome notCarried(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new Outcome.Failure(
        new ApiError(
            "NetworkFailure", 500, "The network could not be changed: " + cause.getMessage()));
  }

  private void setAlarm() {
    long next = model.nextEventAt();
    if (next == alarmAtMillis) {
      return;
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    alarmAtMillis = next;
    alarm =
        next == NOTHING_DUE
            ? null
            : loop.schedule(
                this::wake, Math.max(0, next - clock.nowMillis()), TimeUnit.MILLISECONDS);
  }

  private void wake() {
    alarm = null;
    alarmAtMillis = NOTHING_DUE;
    catchUp();
  }

  private void catchUp() {
    model.advance(clock.nowMillis());
    carryPending();
    setAlarm();
  }

  /// Waits for the network to be carried and stops its thread; the loop is not this object's.
  @Override
  public void close() {
    carrying.close();
  }
}

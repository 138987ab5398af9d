package io.berth.client;

import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.Frame;
import io.berth.wire.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Talks to the daemon over its Unix socket: one connection and one deadline per request. Passes no
/// descriptors, so the daemon opens the path of a network namespace itself. Thread-safe; calls
/// block the calling thread.
public final class BerthClient {

  private final Path socket;
  private final LongSupplier nanoTime;
  private final AtomicInteger nextRequestId = new AtomicInteger(1);

  /// A client of the daemon behind `socket`, usually `/run/berth/ipamd.sock`. Connects on each call
  /// only.
  public BerthClient(Path socket) {
    this(socket, System::nanoTime);
  }

  /// The same with a clock.
  ///
  /// @param nanoTime a monotonic clock in nanoseconds, as [System#nanoTime()]
  BerthClient(Path socket, LongSupplier nanoTime) {
    this.socket = socket;
    this.nanoTime = nanoTime;
  }

  /// Sends a CNI call, as the executable would.
  ///
  /// @param deadline for the whole exchange, positive
  public Outcome cni(CniRequest request, Duration deadline) {
    return exchange(request, deadline);
  }

  /// Sends a control call, as `berthctl` would.
  ///
  /// @param deadline for the whole exchange, positive
  public Outcome control(ControlRequest request, Duration deadline) {
    return exchange(request, deadline);
  }

  private Outcome exchange(Message request, Duration deadline) {
    if (deadline.isZero() || deadline.isNegative()) {
      throw new IllegalArgumentException("deadline must be positive: " + deadline);
    }
    int requestId = nextRequestId.getAndIncrement();
    byte @Nullable [] frame = Frame.encode(requestId, request);
    if (frame == null) {
      return new Outcome.RequestTooLarge();
    }
    Deadline ends = new Deadline(nanoTime, deadline);
    try (Connection connection = new Connection(socket, ends)) {
      return connection.exchange(frame, requestId);
    } catch (IOException broken) {
      return new Outcome.Unreachable(
          "berth-ipamd on " + socket + " cannot be reached: " + broken.getMessage());
    }
  }
}

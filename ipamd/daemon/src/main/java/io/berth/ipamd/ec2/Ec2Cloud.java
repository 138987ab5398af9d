package io.berth.ipamd.ec2;

import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// EC2 through the AWS SDK. Each request runs on a virtual thread of its own; at most
/// [#CONCURRENT_REQUESTS] at once, and at most [#WAITING_REQUESTS] wait for their turn.
///
/// The SDK's client is made by the first request: it costs the start of a daemon that can serve
/// from its journal a good part of a second. Retries are the caller's business.
public final class Ec2Cloud implements Cloud, AutoCloseable {

  /// Requests in flight. An instance has at most 24 ENIs on its card, and more than one call per
  /// ENI at once serves nothing: EC2's own limit on changes is a few per second for the whole
  /// account.
  public static final int CONCURRENT_REQUESTS = 16;

  /// Requests that wait for a place; beyond that the caller runs away with itself.
  public static final int WAITING_REQUESTS = 256;

  private final Ec2Settings settings;
  private final CallObserver observer;
  private final Semaphore places = new Semaphore(CONCURRENT_REQUESTS);
  private final AtomicInteger accepted = new AtomicInteger();

  /// Guards `sdk` and `closed`.
  private final ReentrantLock making = new ReentrantLock();

  private @Nullable Sdk sdk;
  private boolean closed;

  /// The client, what ends its calls in time, and the calls themselves.
  private record Sdk(Ec2Client client, ScheduledExecutorService timeouts, Ec2Calls calls) {}

  /// @param observer hears of every call
  public Ec2Cloud(Ec2Settings settings, CallObserver observer) {
    this.settings = settings;
    this.observer = observer;
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    if (accepted.incrementAndGet() > CONCURRENT_REQUESTS + WAITING_REQUESTS) {
      accepted.decrementAndGet();
      replyTo.accept(notSent("TooManyRequests", WAITING_REQUESTS + " requests wait already"));
      return;
    }
    Thread.ofVirtual()
        .name("ec2-" + request.getClass().getSimpleName())
        .start(() -> run(request, replyTo));
  }

  /// Gives back connections. Requests in flight fail; later ones are not sent.
  @Override
  public void close() {
    making.lock();
    try {
      closed = true;
      Sdk made = sdk;
      if (made != null) {
        made.client().close();
        made.timeouts().shutdownNow();
      }
    } finally {
      making.unlock();
    }
  }

  private void run(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    CloudOutcome outcome;
    try {
      outcome = inTurn(request);
    } finally {
      accepted.decrementAndGet();
    }
    replyTo.accept(outcome);
  }

  private CloudOutcome inTurn(CloudRequest request) {
    try {
      if (!places.tryAcquire(settings.timeoutMillis(), TimeUnit.MILLISECONDS)) {
        return notSent("NoPlace", CONCURRENT_REQUESTS + " requests were in flight for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notSent("Interrupted", "the daemon is stopping");
    }
    try {
      return perform(request);
    } finally {
      places.release();
    }
  }

  private CloudOutcome perform(CloudRequest request) {
    Sdk made;
    try {
      made = sdk();
    } catch (SdkException | IllegalArgumentException e) {
      return notSent("NoClient", e.toString());
    }
    if (made == null) {
      return notSent("Closed", "the daemon is stopping");
    }
    return made.calls().outcome(request);
  }

  /// The one client, or `null` once this is closed.
  private @Nullable Sdk sdk() {
    making.lock();
    try {
      Sdk made = sdk;
      if (closed || made != null) {
        return closed ? null : made;
      }
      ScheduledExecutorService timeouts =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("ec2-timeouts").daemon().factory());
      Ec2Client client = Ec2Clients.make(settings, timeouts);
      Ec2Calls calls = new Ec2Calls(new Invoker(client, observer), settings.manageUntagged());
      Sdk fresh = new Sdk(client, timeouts, calls);
      sdk = fresh;
      return fresh;
    } finally {
      making.unlock();
    }
  }

  private static CloudOutcome notSent(String code, String message) {
    return new CloudOutcome.Failed(new CloudFailure(CloudFailure.Kind.UNAVAILABLE, code, message));
  }
}

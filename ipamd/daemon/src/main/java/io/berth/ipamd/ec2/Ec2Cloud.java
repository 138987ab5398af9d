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
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// EC2 through the AWS SDK. Each request runs on a virtual thread of its own; at most
/// [#CONCURRENT_REQUESTS] at once, and at most [#WAITING_REQUESTS] wait for their turn.
///
/// The constructor neither connects nor loads credentials. Retries are the caller's business.
public final class Ec2Cloud implements Cloud, AutoCloseable {

  /// Requests in flight. An instance has at most 15 ENIs on its card, and more than one call per
  /// ENI at once serves nothing: EC2's own limit on changes is a few per second for the whole
  /// account.
  public static final int CONCURRENT_REQUESTS = 16;

  /// Requests that wait for a place; beyond that the caller runs away with itself.
  public static final int WAITING_REQUESTS = 256;

  private final Ec2Client client;
  private final ScheduledExecutorService timeouts;
  private final Ec2Calls calls;
  private final long timeoutMillis;
  private final Semaphore places = new Semaphore(CONCURRENT_REQUESTS);
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean closed;

  public Ec2Cloud(Ec2Settings settings, CallObserver observer) {
    this(settings, observer, Ec2Calls.PAGE_SIZE);
  }

  Ec2Cloud(Ec2Settings settings, CallObserver observer, int pageSize) {
    this.timeouts =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ec2-timeouts").daemon().factory());
    this.client = Ec2Clients.make(settings, timeouts);
    this.calls = new Ec2Calls(new Invoker(client, observer), settings.manageUntagged(), pageSize);
    this.timeoutMillis = settings.timeoutMillis();
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
    closed = true;
    client.close();
    timeouts.shutdownNow();
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
      if (!places.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
        return notSent("NoPlace", CONCURRENT_REQUESTS + " requests were in flight for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return notSent("Interrupted", "the daemon is stopping");
    }
    try {
      return closed ? notSent("Closed", "the daemon is stopping") : perform(request);
    } finally {
      places.release();
    }
  }

  private CloudOutcome perform(CloudRequest request) {
    try {
      return calls.perform(request);
    } catch (CallFailedException e) {
      return new CloudOutcome.Failed(e.failure());
    } catch (RuntimeException e) {
      // EC2 answered, but with something that is no answer to this request, or not for us.
      boolean changes = !(request instanceof CloudRequest.DescribeEnis);
      return new CloudOutcome.Failed(
          new CloudFailure(
              changes ? CloudFailure.Kind.AMBIGUOUS : CloudFailure.Kind.UNAVAILABLE,
              "UnusableAnswer",
              e.toString()));
    }
  }

  private static CloudOutcome notSent(String code, String message) {
    return new CloudOutcome.Failed(new CloudFailure(CloudFailure.Kind.UNAVAILABLE, code, message));
  }
}

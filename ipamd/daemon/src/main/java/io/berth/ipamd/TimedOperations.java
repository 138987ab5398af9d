package io.berth.ipamd;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import io.berth.ipamd.metrics.Metrics;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and times requests on their way to the lease service, and tells what failed.
final class TimedOperations implements LeaseOperations {

  private static final Logger LOG = LoggerFactory.getLogger(TimedOperations.class);

  private final LeaseOperations operations;
  private final Metrics metrics;
  private final Supplier<@Nullable LeaseFailure> readiness;

  /// @param readiness why the node has never been able to serve, or `null` when it has
  TimedOperations(
      LeaseOperations operations, Metrics metrics, Supplier<@Nullable LeaseFailure> readiness) {
    this.operations = operations;
    this.metrics = metrics;
    this.readiness = readiness;
  }

  @Override
  public void add(AddRequest request, Consumer<AddReply> replyTo) {
    long start = System.nanoTime();
    operations.add(
        request,
        reply -> {
          metrics.added(
              System.nanoTime() - start, reply instanceof AddReply.Added, isExhausted(reply));
          if (reply instanceof AddReply.Refused(LeaseFailure failure)) {
            LOG.atWarn()
                .addKeyValue("pod", request.pod())
                .addKeyValue("container", request.key().containerId())
                .addKeyValue("reason", failure.sentence())
                .log("ADD refused");
          } else {
            LOG.atDebug().addKeyValue("pod", request.pod()).log("ADD done");
          }
          replyTo.accept(reply);
        });
  }

  private static boolean isExhausted(AddReply reply) {
    if (reply instanceof AddReply.Refused(LeaseFailure failure)) {
      return failure instanceof LeaseFailure.Exhausted
          || failure instanceof LeaseFailure.WaitedTooLong
          || failure instanceof LeaseFailure.TooManyWaiting;
    }
    return false;
  }

  @Override
  public void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo) {
    long start = System.nanoTime();
    operations.delete(
        key,
        failure -> {
          metrics.deleted(System.nanoTime() - start, failure == null);
          if (failure != null) {
            LOG.atWarn()
                .addKeyValue("container", key.containerId())
                .addKeyValue("reason", failure.sentence())
                .log("DEL failed");
          }
          replyTo.accept(failure);
        });
  }

  @Override
  public void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo) {
    operations.check(key, sandbox, replyTo);
  }

  @Override
  public void undeliverable(LeaseKey key) {
    LOG.atWarn()
        .addKeyValue("container", key.containerId())
        .log("the answer to an ADD could not be delivered; it is undone");
    operations.undeliverable(key);
  }

  @Override
  public @Nullable LeaseFailure status() {
    LeaseFailure failure = operations.status();
    return failure != null ? failure : readiness.get();
  }
}

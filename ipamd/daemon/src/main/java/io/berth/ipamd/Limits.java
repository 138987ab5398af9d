package io.berth.ipamd;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what the instance's type allows: from the bundled table, from the journal, else from
/// EC2, asked until it answers. Blocks the starting thread.
final class Limits {

  private static final Logger LOG = LoggerFactory.getLogger(Limits.class);

  /// Between two attempts: without limits nothing may be leased, but all nodes of a new type ask at
  /// once.
  static final long RETRY_MILLIS = 5_000;

  private final Cloud cloud;
  private final CountDownLatch stopping;
  private final Consumer<InstanceLimits> learnt;

  /// @param stopping reaches zero when the process is to end
  /// @param learnt is told what EC2 said, to remember it
  Limits(Cloud cloud, CountDownLatch stopping, Consumer<InstanceLimits> learnt) {
    this.cloud = cloud;
    this.stopping = stopping;
    this.learnt = learnt;
  }

  /// The limits, or `null` when the process is to end before they are known.
  ///
  /// @param remembered what the journal has; used for the same type only
  /// @throws StartFailedException when EC2 does not know the type either
  @Nullable InstanceLimits find(String instanceType, @Nullable InstanceLimits remembered)
      throws StartFailedException, InterruptedException {
    InstanceLimits bundled = InstanceTypes.bundled().find(instanceType);
    if (bundled != null) {
      return bundled;
    }
    if (remembered != null && remembered.instanceType().equals(instanceType)) {
      return remembered;
    }
    while (true) {
      CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
      cloud.submit(new CloudRequest.DescribeType(instanceType), answer::complete);
      switch (answer.join()) {
        case CloudOutcome.Limits(InstanceLimits limits) -> {
          learnt.accept(limits);
          return limits;
        }
        case CloudOutcome.Failed(CloudFailure failure) -> retryOrFail(instanceType, failure);
        case CloudOutcome other ->
            throw new IllegalStateException("DescribeType answered " + other);
      }
      if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        return null;
      }
    }
  }

  private static void retryOrFail(String instanceType, CloudFailure failure)
      throws StartFailedException {
    if (failure.kind() == CloudFailure.Kind.REJECTED) {
      throw new StartFailedException(
          "instance type "
              + instanceType
              + " is neither in this release's table of limits nor known to EC2 ("
              + failure.sentence()
              + ")");
    }
    LOG.atWarn()
        .addKeyValue("instanceType", instanceType)
        .addKeyValue("problem", failure.sentence())
        .addKeyValue("retryMillis", RETRY_MILLIS)
        .log(
            "the limits of this instance type are not in this release's table and EC2 does not tell"
                + " them yet; ec2:DescribeInstanceTypes must be allowed");
  }
}

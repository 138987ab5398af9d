package io.berth.ipamd.ec2;

import io.berth.ipam.port.CloudFailure;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// Makes one call of the SDK: observes it and classifies what goes wrong.
final class Invoker {

  private final Ec2Client ec2;
  private final CallObserver observer;

  /// A call with a configuration that it must pass on.
  interface Call<T> {

    T make(Ec2Client ec2, AwsRequestOverrideConfiguration mark);
  }

  Invoker(Ec2Client ec2, CallObserver observer) {
    this.ec2 = ec2;
    this.observer = observer;
  }

  /// A call that changes nothing, so it can be repeated whatever became of it.
  <T> T read(String action, Call<T> call) throws CallFailedException {
    return make(action, call, false);
  }

  /// A call that changes something.
  <T> T change(String action, Call<T> call) throws CallFailedException {
    return make(action, call, true);
  }

  private <T> T make(String action, Call<T> call, boolean changes) throws CallFailedException {
    AtomicBoolean handedOver = new AtomicBoolean();
    AwsRequestOverrideConfiguration mark =
        AwsRequestOverrideConfiguration.builder()
            .putExecutionAttribute(HandedOver.MARK, handedOver)
            .build();
    long start = System.nanoTime();
    CloudFailure failure = null;
    try {
      return call.make(ec2, mark);
    } catch (AwsServiceException e) {
      failure = refusal(e, changes).inCall(action);
      throw new CallFailedException(failure, e);
    } catch (SdkException e) {
      failure = CloudFailures.noAnswer(e, handedOver.get(), changes).inCall(action);
      throw new CallFailedException(failure, e);
    } catch (RuntimeException e) {
      // The SDK promises an SdkException, but its readers throw others for answers that are none.
      failure = CloudFailures.unusable(e, changes).inCall(action);
      throw new CallFailedException(failure, e);
    } finally {
      observer.called(action, System.nanoTime() - start, failure);
    }
  }

  private static CloudFailure refusal(AwsServiceException e, boolean changes) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    String message =
        details == null || details.errorMessage() == null
            ? String.valueOf(e.getMessage())
            : details.errorMessage();
    return CloudFailures.refusal(code, e.statusCode(), message, changes);
  }
}

package io.berth.ipamd.ec2;

import io.berth.ipamd.config.StaticCredentials;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;

/// Makes the SDK's client: no retries (the control loop decides when to ask again), no profile
/// files, everything from [Ec2Settings].
final class Ec2Clients {

  private Ec2Clients() {}

  static Ec2Client make(Ec2Settings settings, ScheduledExecutorService timeouts) {
    Duration timeout = Duration.ofMillis(settings.timeoutMillis());
    return make(
        settings,
        timeouts,
        UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout));
  }

  /// With another transport.
  static Ec2Client make(
      Ec2Settings settings, ScheduledExecutorService timeouts, SdkHttpClient.Builder<?> http) {
    Duration timeout = Duration.ofMillis(settings.timeoutMillis());
    ProfileFile noProfiles = ProfileFile.aggregator().build();
    Ec2ClientBuilder builder =
        Ec2Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings, noProfiles))
            .httpClientBuilder(http)
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .apiCallTimeout(timeout)
                    .scheduledExecutorService(timeouts)
                    .defaultProfileFile(noProfiles)
                    .addExecutionInterceptor(new HandedOver())
                    .putAdvancedOption(
                        SdkAdvancedClientOption.USER_AGENT_PREFIX, "berth/" + settings.version())
                    .build());
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(Ec2Settings settings, ProfileFile profiles) {
    StaticCredentials known = settings.credentials();
    if (known == null) {
      return InstanceProfileCredentialsProvider.builder()
          .endpoint(settings.metadataEndpoint().toString())
          .profileFile(profiles)
          .build();
    }
    return StaticCredentialsProvider.create(
        known.sessionToken().isEmpty()
            ? AwsBasicCredentials.create(known.accessKeyId(), known.secretAccessKey())
            : AwsSessionCredentials.create(
                known.accessKeyId(), known.secretAccessKey(), known.sessionToken()));
  }
}

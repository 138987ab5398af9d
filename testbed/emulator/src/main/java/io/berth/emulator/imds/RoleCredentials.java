package io.berth.emulator.imds;

import io.berth.ipam.model.InstanceId;
import java.time.Instant;
import java.util.Locale;

/// The credentials of an instance's role: made up, since no signature is checked, but with a key
/// that tells instances apart in the call log. Form: EC2 user guide, "Retrieve security credentials
/// from instance metadata".
final class RoleCredentials {

  static final String ROLE = "berth-node";

  private static final long LIFE_SECONDS = 6 * 3_600;
  private static final int KEY_LENGTH = 16;

  private RoleCredentials() {}

  static String json(InstanceId instance, long nowMillis) {
    Instant now = Instant.ofEpochSecond(nowMillis / 1_000);
    return """
    {
      "Code" : "Success",
      "LastUpdated" : "%s",
      "Type" : "AWS-HMAC",
      "AccessKeyId" : "%s",
      "SecretAccessKey" : "no-signature-is-checked",
      "Token" : "no-token-is-checked",
      "Expiration" : "%s"
    }\
    """
        .formatted(now, accessKey(instance), now.plusSeconds(LIFE_SECONDS));
  }

  /// `ASIA` and the last sixteen digits of the instance's id.
  static String accessKey(InstanceId instance) {
    String id = instance.value();
    String digits = id.substring(Math.max(0, id.length() - KEY_LENGTH));
    return "ASIA" + digits.toUpperCase(Locale.ROOT);
  }
}

package io.berth.emulator.imds;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Session tokens that carry their own end and are bound to one instance, so nothing is kept for
/// them: the end in milliseconds and its HMAC together with the instance.
final class Tokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TIME_BYTES = Long.BYTES;

  private final SecretKeySpec key;

  Tokens() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  String issue(String instance, long endMillis) {
    byte[] time = ByteBuffer.allocate(TIME_BYTES).putLong(endMillis).array();
    byte[] seal = seal(instance, time);
    byte[] token = ByteBuffer.allocate(time.length + seal.length).put(time).put(seal).array();
    return Base64.getUrlEncoder().encodeToString(token);
  }

  boolean isValid(String token, String instance, long nowMillis) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return false;
    }
    if (bytes.length <= TIME_BYTES) {
      return false;
    }
    byte[] time = new byte[TIME_BYTES];
    byte[] seal = new byte[bytes.length - TIME_BYTES];
    ByteBuffer.wrap(bytes).get(time).get(seal);
    return MessageDigest.isEqual(seal, seal(instance, time))
        && ByteBuffer.wrap(time).getLong() > nowMillis;
  }

  private byte[] seal(String instance, byte[] time) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(time);
      return mac.doFinal(instance.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}

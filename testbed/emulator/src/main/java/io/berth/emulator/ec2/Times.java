package io.berth.emulator.ec2;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as EC2 writes them.
final class Times {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /// ISO 8601 in UTC with milliseconds.
  static String text(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }
}

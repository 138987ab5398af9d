package io.berth.emulator.ec2;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who signed a request, as its Signature Version 4 header says. The signature itself is not
/// verified: the testbed has no secrets.
///
/// @param accessKey the caller's key id
/// @param region the region the request was signed for
record Credential(String accessKey, String region) {

  private static final Pattern HEADER =
      Pattern.compile(
          "AWS4-HMAC-SHA256\\s+Credential=([\\w+=,.@-]+)/(\\d{8})/([a-z0-9-]+)/ec2/aws4_request,"
              + "\\s*SignedHeaders=[^,\\s]+,\\s*Signature=[0-9a-f]{64}");

  /// Reads an `Authorization` header; `null` when it is absent or malformed.
  static @Nullable Credential parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    Matcher matcher = HEADER.matcher(header);
    return matcher.matches() ? new Credential(matcher.group(1), matcher.group(3)) : null;
  }
}

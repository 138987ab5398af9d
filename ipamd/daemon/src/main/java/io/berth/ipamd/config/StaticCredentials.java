package io.berth.ipamd.config;

/// AWS credentials from the environment.
///
/// @param accessKeyId names the key
/// @param secretAccessKey its secret
/// @param sessionToken of temporary credentials; empty otherwise
public record StaticCredentials(String accessKeyId, String secretAccessKey, String sessionToken) {

  /// Never shows the secrets.
  @Override
  public String toString() {
    return "StaticCredentials[" + accessKeyId + "]";
  }
}

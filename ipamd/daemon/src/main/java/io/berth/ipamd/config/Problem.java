package io.berth.ipamd.config;

/// One setting that is not what it may be.
///
/// @param key the environment variable
/// @param value what it is; a secret is replaced by `(hidden)`
/// @param legal what it may be, as a phrase that follows "must be"
public record Problem(String key, String value, String legal) {

  /// One line for a person.
  public String sentence() {
    return key + "='" + value + "' must be " + legal;
  }
}

package io.berth.ipamd.cni;

/// Carries an error out of the steps of decoding; [CniDecoder] turns it into a value. Has no stack
/// trace, since it tells about a caller's input and not about this program.
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private final CniErrorCode code;
  private final String details;

  Refused(CniErrorCode code, String message) {
    this(code, message, "");
  }

  Refused(CniErrorCode code, String message, String details) {
    super(message, null, false, false);
    this.code = code;
    this.details = details;
  }

  /// A bad value in the configuration: names key, value and what is allowed.
  static Refused badValue(String key, Json value, String allowed) {
    return new Refused(
        CniErrorCode.INVALID_CONFIGURATION,
        "invalid value of \""
            + key
            + "\" in the network configuration: "
            + value
            + ", must be "
            + allowed);
  }

  CniError toError(CniVersion version) {
    return new CniError(version, code, String.valueOf(getMessage()), details);
  }
}

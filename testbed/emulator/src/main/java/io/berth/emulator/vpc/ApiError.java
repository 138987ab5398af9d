package io.berth.emulator.vpc;

/// An error as EC2 reports it.
///
/// @param code EC2's error code, for example `InvalidNetworkInterfaceID.NotFound`
/// @param status the HTTP status, 400 to 599
/// @param message the text for people
public record ApiError(String code, int status, String message) {

  /// @throws IllegalArgumentException for an empty code or a status that is no error
  public ApiError {
    if (code.isEmpty() || status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "an error has a code and a status of 400 to 599: '" + code + "', " + status);
    }
  }

  /// An error with the usual status 400.
  public static ApiError of(String code, String message) {
    return new ApiError(code, 400, message);
  }
}

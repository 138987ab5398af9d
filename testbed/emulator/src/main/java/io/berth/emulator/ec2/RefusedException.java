package io.berth.emulator.ec2;

import io.berth.emulator.vpc.ApiError;

/// A request that is refused before it reaches the model; never leaves this package.
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  RefusedException(ApiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  ApiError error() {
    return error;
  }

  static RefusedException of(String code, String message) {
    return new RefusedException(ApiError.of(code, message));
  }

  static RefusedException missing(String parameter) {
    return of("MissingParameter", "The request must contain the parameter " + parameter);
  }

  static RefusedException invalid(String parameter, String value, String why) {
    return of(
        "InvalidParameterValue",
        "Value (" + value + ") for parameter " + parameter + " is invalid. " + why);
  }
}

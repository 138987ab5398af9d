package io.berth.emulator.control;

/// A request that makes no sense; never leaves this package.
final class BadRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String text;

  private BadRequestException(int status, String code, String text) {
    super(text, null, false, false);
    this.status = status;
    this.code = code;
    this.text = text;
  }

  static BadRequestException of(int status, String code, String text) {
    return new BadRequestException(status, code, text);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String text() {
    return text;
  }
}

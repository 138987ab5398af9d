package io.berth.ipamd;

/// The daemon cannot start; the message is for a person.
final class StartFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  StartFailedException(String sentence) {
    super(sentence);
  }

  StartFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

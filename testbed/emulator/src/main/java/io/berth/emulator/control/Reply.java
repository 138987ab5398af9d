package io.berth.emulator.control;

import java.util.Map;

/// An answer: maps, lists, texts, numbers and flags, to be written as JSON.
///
/// @param status the HTTP status
/// @param value the body
record Reply(int status, Object value) {

  static Reply of(Object value) {
    return new Reply(200, value);
  }

  static Reply done() {
    return of(Map.of("ok", true));
  }

  static Reply error(int status, String code, String message) {
    return new Reply(status, Map.of("error", Map.of("code", code, "message", message)));
  }
}

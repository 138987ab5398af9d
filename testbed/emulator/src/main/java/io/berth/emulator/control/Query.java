package io.berth.emulator.control;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The part of a URL after the question mark.
final class Query {

  private final Map<String, List<String>> values;

  Query(String encoded) {
    this.values = new QueryStringDecoder(encoded, StandardCharsets.UTF_8, false).parameters();
  }

  /// The first value of a name; empty when it is absent.
  String text(String name) {
    List<String> found = values.get(name);
    return found == null ? "" : found.getFirst();
  }

  long number(String name, long otherwise) {
    String text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw BadRequestException.of(400, "BadField", name + " must be a number: '" + text + "'");
    }
  }
}

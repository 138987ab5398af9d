package io.berth.ipamd.imds;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads values of the metadata service that have to be there. Safe for any thread; blocks.
final class MetadataValues {

  private final Function<String, MetadataAnswer> service;

  /// A value that is not there or not usable; its message is the sentence for people.
  static final class UnknownException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownException(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  /// @param service answers for a path below `/latest/meta-data/`
  MetadataValues(Function<String, MetadataAnswer> service) {
    this.service = service;
  }

  <T> T value(String path, Function<String, T> parse) throws UnknownException {
    return parsed(path, text(path), parse);
  }

  /// A value that some instances do not have.
  <T> Optional<T> optional(String path, Function<String, T> parse) throws UnknownException {
    return switch (service.apply(path)) {
      case MetadataAnswer.Found(String text) when !text.isEmpty() ->
          Optional.of(parsed(path, text, parse));
      case MetadataAnswer.Found _, MetadataAnswer.Absent _ -> Optional.empty();
      case MetadataAnswer.Failed(String sentence) -> throw new UnknownException(sentence);
    };
  }

  String text(String path) throws UnknownException {
    return switch (service.apply(path)) {
      case MetadataAnswer.Found(String text) when !text.isEmpty() -> text;
      case MetadataAnswer.Found found ->
          throw new UnknownException("metadata service, " + path + ": the value is empty");
      case MetadataAnswer.Absent absent ->
          throw new UnknownException("metadata service, " + path + ": there is no such value");
      case MetadataAnswer.Failed(String sentence) -> throw new UnknownException(sentence);
    };
  }

  static <T> Function<String, List<T>> lines(Function<String, T> parse) {
    return text -> text.lines().map(String::strip).map(parse).toList();
  }

  private static <T> T parsed(String path, String text, Function<String, T> parse)
      throws UnknownException {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new UnknownException("metadata service, " + path + ": " + e.getMessage());
    }
  }
}

package io.berth.ipamd.cni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.berth.wire.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Reads a text as one JSON value and nothing else.
final class JsonText {

  /// Depth of nesting: a configuration with a previous result nests five deep.
  private static final int MAX_DEPTH = 64;

  /// Tokens in one text: a garbage collection that lists 1,000 attachments in both spellings has
  /// 16,000. Keeps a text of a megabyte from becoming a tree of tens.
  private static final long MAX_TOKENS = 100_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(MAX_TOKENS)
                  .maxStringLength(Limits.MAX_PAYLOAD_BYTES)
                  .build())
          .build();

  private JsonText() {}

  /// The value, or a sentence about what is wrong with the text.
  sealed interface Reading {}

  /// The text is one value.
  record Read(Json value) implements Reading {}

  /// It is not.
  record Unreadable(String sentence) implements Reading {}

  static Reading read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return new Unreadable("unexpected end of JSON input");
      }
      Json value = value(parser);
      if (parser.nextToken() != null) {
        return new Unreadable("more than one JSON value" + position(parser));
      }
      return new Read(value);
    } catch (StreamConstraintsException e) {
      return new Unreadable("too large or too deep: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      return new Unreadable(
          e.getOriginalMessage()
              + (e.getLocation() == null
                  ? ""
                  : " (line "
                      + e.getLocation().getLineNr()
                      + ", column "
                      + e.getLocation().getColumnNr()
                      + ")"));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static String position(JsonParser parser) {
    return " (line "
        + parser.currentTokenLocation().getLineNr()
        + ", column "
        + parser.currentTokenLocation().getColumnNr()
        + ")";
  }

  private static Json value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case VALUE_STRING -> new Json.Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(parser.getText());
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> new Json.Null();
      case START_ARRAY -> items(parser);
      case START_OBJECT -> members(parser);
      case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("a parser of text gave " + token);
    };
  }

  private static Json items(JsonParser parser) throws IOException {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Json.Items(items);
  }

  private static Json members(JsonParser parser) throws IOException {
    List<Json.Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      members.add(new Json.Member(key, value(parser)));
    }
    return new Json.Members(members);
  }
}

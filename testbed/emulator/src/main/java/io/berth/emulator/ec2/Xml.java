package io.berth.emulator.ec2;

import java.util.Collection;
import java.util.function.BiConsumer;

/// Writes XML elements; texts are escaped, characters that XML 1.0 cannot carry are replaced.
final class Xml {

  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder text = new StringBuilder(1024);

  Xml raw(String markup) {
    text.append(markup);
    return this;
  }

  Xml leaf(String name, Object value) {
    text.append('<').append(name).append('>');
    escape(value.toString());
    text.append("</").append(name).append('>');
    return this;
  }

  Xml element(String name, Runnable content) {
    text.append('<').append(name).append('>');
    content.run();
    text.append("</").append(name).append('>');
    return this;
  }

  /// A list in EC2's form: an element with an `item` for each.
  <T> Xml set(String name, Collection<T> values, BiConsumer<Xml, T> item) {
    return element(
        name, () -> values.forEach(value -> element("item", () -> item.accept(this, value))));
  }

  /// A list of plain texts in EC2's form.
  Xml texts(String name, Collection<?> values) {
    return element(name, () -> values.forEach(value -> leaf("item", value)));
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '&' -> text.append("&amp;");
        case '"' -> text.append("&quot;");
        case '\r' -> text.append("&#13;");
        default -> text.append(c < ' ' && c != '\n' && c != '\t' ? REPLACEMENT : c);
      }
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

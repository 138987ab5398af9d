package io.berth.ipamd.cni;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON value as it was written. Members are found as Go's decoder finds them, because that is
/// what other plugins do with the same text: keys match in any case, and of several the last
/// counts.
sealed interface Json {

  /// A string.
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  /// A number, in its own notation.
  record Numeral(String literal) implements Json {
    @Override
    public String toString() {
      return literal;
    }
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Json {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /// `null`.
  record Null() implements Json {
    @Override
    public String toString() {
      return "null";
    }
  }

  /// An array.
  record Items(List<Json> items) implements Json {
    @Override
    public String toString() {
      return "an array";
    }
  }

  /// An object, with its members in the order of the text.
  record Members(List<Member> members) implements Json {

    /// The value of the last member with this key, or null when there is none or it is `null`.
    @Nullable Json get(String key) {
      for (int i = members.size() - 1; i >= 0; i--) {
        Member member = members.get(i);
        if (member.key().equalsIgnoreCase(key)) {
          return member.value() instanceof Null ? null : member.value();
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return "an object";
    }
  }

  /// One member of an object.
  record Member(String key, Json value) {}
}

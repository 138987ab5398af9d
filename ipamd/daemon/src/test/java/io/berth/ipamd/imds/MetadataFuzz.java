package io.berth.ipamd.imds;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What `testbed/fuzz` feeds to the readers of the metadata service: a text with one value a
/// paragraph, answered in turn whatever is asked.
public final class MetadataFuzz {

  /// Between two values; a list of values has single newlines.
  private static final String BETWEEN = "\n\n";

  private static final String MAC = "02:00:00:00:00:01";

  private MetadataFuzz() {}

  /// Reads the identity and the ENIs.
  ///
  /// @return what came of both
  public static String outcome(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    return identity(text) + ", " + enis(text);
  }

  private static String identity(String text) {
    return switch (new IdentityReader(new MetadataValues(new Turns(text)::next)).read()) {
      case IdentityReading.Known known -> known.identity().toString().isEmpty() ? "" : "identity";
      case IdentityReading.Unknown(String sentence) -> kind(sentence);
    };
  }

  private static String enis(String text) {
    try {
      int found = new MetadataEnis(new MetadataValues(new Turns(text)::next), true).read().size();
      return Math.min(3, found) + " ENIs";
    } catch (MetadataValues.UnknownException e) {
      return kind(e.sentence());
    }
  }

  private static String kind(String sentence) {
    if (sentence.isBlank()) {
      throw new AssertionError("a failure without a sentence");
    }
    return sentence.endsWith("empty")
        ? "empty"
        : sentence.endsWith("value") ? "absent" : "malformed";
  }

  /// Gives each question the next paragraph; after the last, nothing is there.
  private static final class Turns {

    private final String[] values;
    private int next;

    Turns(String text) {
      values = text.split(BETWEEN, -1);
    }

    MetadataAnswer next(String path) {
      return next == values.length
          ? new MetadataAnswer.Absent(path)
          : new MetadataAnswer.Found(values[next++].strip());
    }
  }

  /// A whole identity, ENIs, and answers that are no values.
  public static List<byte[]> seeds() {
    return List.of(
        seed(
            MAC,
            "i-0a",
            "m5.large",
            "eu-central-1",
            "eu-central-1a",
            "vpc-0a",
            "10.0.0.0/16\n100.64.0.0/10",
            "eni-0a",
            "10.0.1.4",
            "sg-1\nsg-2",
            "subnet-0a"),
        seed(
            MAC + "/\n02:00:00:00:00:02/",
            "eni-0a",
            "0",
            "0",
            "10.0.1.4\n10.0.1.5",
            "10.0.2.0/28",
            "10.0.0.0/16",
            "subnet-0a",
            "eni-0b",
            "1",
            "0",
            "10.0.1.9",
            "",
            "10.0.0.0/16",
            "subnet-0a"),
        seed("<html><head><title>403 Forbidden</title></head></html>"),
        seed(MAC, "eni-0a", "-1", "2147483647", "0.0.0.0", "255.255.255.255/32", "0.0.0.0/0", ""),
        seed(MAC, "eni-0a", "99999999999999999999", "::", "::ffff:10.0.0.1/129", "/", "1.2.3.4/33"),
        seed(MAC.replace(':', '-') + "/\n" + MAC + "/", "eni-0a", "0"),
        seed((MAC + "/\n").repeat(1_000)),
        seed("\u0000", "\uffff", "１０.0.0.1", "10.0.0.1%eth0", " "));
  }

  private static byte[] seed(String... values) {
    return String.join(BETWEEN, values).getBytes(StandardCharsets.UTF_8);
  }
}

package io.berth.ipamd.metrics;

import java.util.regex.Pattern;

/// Gives counters the names that the incumbent's dashboards and alerts ask for.
///
/// The client library ends every counter's name with `_total`; the incumbent's names are older than
/// that custom. Both are valid in the text format 0.0.4.
final class IncumbentNames {

  private static final Pattern COUNTER =
      Pattern.compile("^((?:# (?:HELP|TYPE) )?awscni_\\w+?)_total(?=[ {])", Pattern.MULTILINE);

  private IncumbentNames() {}

  static String restore(String text) {
    return COUNTER.matcher(text).replaceAll("$1");
  }
}

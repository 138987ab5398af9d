package io.berth.ipamd.config;

import java.util.List;
import java.util.stream.Collectors;

/// What became of reading the environment.
public sealed interface Parsed {

  /// All settings are what they may be.
  ///
  /// @param warnings one sentence for each setting that does not do what it says
  record Valid(Configuration configuration, List<String> warnings) implements Parsed {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /// At least one setting is not what it may be; the daemon must not start.
  ///
  /// @param problems all of them, in the order of [Setting]
  record Invalid(List<Problem> problems) implements Parsed {
    public Invalid {
      problems = List.copyOf(problems);
    }

    /// A line for each problem.
    public String text() {
      return problems.stream().map(Problem::sentence).collect(Collectors.joining("\n"));
    }
  }
}

package io.berth.ipamd;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what the control loop tells a person, each sentence once while it stands. For the control
/// thread.
final class ProblemLog {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

  private List<String> standing = List.of();

  /// @param problems those that stand now
  void saw(List<String> problems) {
    if (problems.equals(standing)) {
      return;
    }
    problems.stream()
        .filter(problem -> !standing.contains(problem))
        .forEach(problem -> LOG.atWarn().log(problem));
    standing = problems;
  }
}

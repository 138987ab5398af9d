package io.berth.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Aim: a defect of the daemon reaches the handler that stops the process; nothing swallows it on
/// the way. Method: reads the sources for clauses that catch everything, and compares with the
/// places that may.
class CatchAllTest {

  /// Where everything may be caught, how often, and why that carries on from no defect.
  private static final Map<String, String> ALLOWED =
      Map.of(
          "ipamd/daemon/src/main/java/io/berth/ipamd/defect/Defects.java",
          "1: hands it to the handler that stops the process",
          "ipamd/daemon/src/main/java/io/berth/ipamd/metrics/MetricsServer.java",
          "1: hands it to the handler that stops the process",
          "ipamd/daemon/src/main/java/io/berth/ipamd/StopOrder.java",
          "2: what close() declares is a failed stage; an unchecked one is thrown on",
          "ipamd/daemon/src/main/java/io/berth/ipamd/ec2/Invoker.java",
          "1: around one call of the SDK, whose readers throw anything for XML that is none",
          "cni-plugin/src/main/java/io/berth/cni/NativeMain.java",
          "1: the end of the executable, which reports it and exits",
          "ipamd/netlink/src/main/java/io/berth/netlink/SystemCalls.java",
          "1: a method handle declares Throwable; thrown on as an AssertionError");

  private static final Pattern CATCH_ALL =
      Pattern.compile(
          "catch \\((final )?([A-Za-z]+ \\| )*(Throwable|Exception|RuntimeException|Error)\\b");

  @Test
  void catchAll_onlyWhereListed() {
    Map<String, Integer> found = new TreeMap<>();
    for (Path file : Repository.textFiles(".java")) {
      String name = Repository.relative(file);
      if (!name.contains("/src/main/")
          || name.startsWith("testbed/")
          || name.startsWith("benchmarks/")) {
        continue;
      }
      Matcher matcher = CATCH_ALL.matcher(Repository.read(file));
      while (matcher.find()) {
        found.merge(name, 1, Integer::sum);
      }
    }
    Map<String, Integer> allowed = new TreeMap<>();
    ALLOWED.forEach(
        (file, why) -> allowed.put(file, Integer.valueOf(why.substring(0, why.indexOf(':')))));
    assertEquals(
        allowed,
        found,
        "a catch clause that catches everything carries on from a defect; catch what is expected, or"
            + " list the place with its reason");
  }
}

package io.berth.benchmarks.jcstress;

import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/// Runs jcstress in the current folder and prints a table. A test must not show a forbidden
/// outcome; a test whose name begins with `Broken` must, or else nothing says that its sound
/// sibling could fail.
///
/// Arguments are jcstress's own; its output goes to `jcstress.log`. Exit code 1 when a test did not
/// do as expected, or did not run.
public final class StressRun {

  private static final String LOG = "jcstress.log";

  private StressRun() {}

  public static void main(String[] args) throws Exception {
    PrintStream terminal = System.out;
    Collection<TestResult> results;
    SortedSet<String> names;
    try (PrintStream log =
        new PrintStream(new FileOutputStream(LOG), true, StandardCharsets.UTF_8)) {
      System.setOut(log);
      Options options = new Options(args);
      if (!options.parse()) {
        throw new IllegalArgumentException("jcstress refuses its arguments; see " + LOG);
      }
      JCStress jcstress = new JCStress(options);
      names = jcstress.getTests();
      try {
        jcstress.run();
      } catch (AssertionError _) {
        // So it says that some test failed, as the broken ones do; the table says which.
      }
      InProcessCollector collector = new InProcessCollector();
      DiskReadCollector reader = new DiskReadCollector(options.getResultFile(), collector);
      reader.dump();
      reader.close();
      results = collector.getTestResults();
    } finally {
      System.setOut(terminal);
    }
    TreeMap<String, Row> rows = new TreeMap<>();
    names.forEach(name -> rows.put(name, new Row(name)));
    results.forEach(result -> rows.computeIfAbsent(result.getName(), Row::new).add(result));
    print(terminal, rows.values());
    System.exit(rows.values().stream().allMatch(Row::isAsExpected) && !rows.isEmpty() ? 0 : 1);
  }

  private static void print(PrintStream out, Collection<Row> rows) {
    out.printf("%-52s %12s %10s  %s%n", "test", "samples", "forbidden", "verdict");
    for (Row row : rows) {
      out.printf(
          "%-52s %12d %10d  %s%n", row.shortName(), row.samples, row.forbidden, row.verdict());
    }
    long wrong = rows.stream().filter(row -> !row.isAsExpected()).count();
    out.printf("%d tests, %d not as expected%n", rows.size(), wrong);
  }

  private static final class Row {
    private final String name;
    private long samples;
    private long forbidden;
    private boolean failed;

    Row(String name) {
      this.name = name;
    }

    void add(TestResult result) {
      samples += result.getTotalCount();
      failed |= result.status() != Status.NORMAL;
      for (GradingResult each : result.grading().gradingResults.values()) {
        forbidden += each.expect == Expect.FORBIDDEN ? each.count : 0;
      }
    }

    String shortName() {
      String inner = name.substring(0, name.lastIndexOf('.'));
      return name.substring(inner.lastIndexOf('.') + 1);
    }

    boolean isBroken() {
      return shortName().contains(".Broken");
    }

    boolean isAsExpected() {
      return !failed && samples > 0 && forbidden > 0 == isBroken();
    }

    String verdict() {
      if (failed || samples == 0) {
        return "DID NOT RUN";
      }
      if (isBroken()) {
        return forbidden > 0 ? "fails, as it must" : "NOT CAUGHT: broken, and seen to hold";
      }
      return forbidden > 0 ? "FAILS" : "holds";
    }
  }
}

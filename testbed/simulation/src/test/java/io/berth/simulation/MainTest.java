package io.berth.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine(new Stopping());
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  @Test
  void fleet_printsATableAndWritesJsonAndAPlot() throws Exception {
    Path json = folder.resolve("fleet.json");
    Path svg = folder.resolve("fleet.svg");
    int status =
        run(
            "fleet",
            "--nodes=5",
            "--pods-per-node=12",
            "--instance-type=m5.large",
            "--policy=both",
            "--json=" + json,
            "--svg=" + svg);
    assertEquals(0, status, err::toString);
    assertTrue(out.toString().contains("60 of 60"), out::toString);
    Map<String, Object> result = JSON.std.mapFrom(Files.readString(json));
    assertEquals("berth", result.get("policy"));
    double ratio = assertInstanceOf(Double.class, result.get("ratioToLowerBound"));
    assertTrue(ratio >= 1, "ratio " + ratio);
    Map<?, ?> others = assertInstanceOf(Map.class, result.get("comparedWith"));
    assertNotNull(others.get("incumbent"));
    var drawing = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertEquals(2, drawing.getElementsByTagName("polyline").getLength());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--policy=none | --policy must be berth, incumbent or both, not 'none'",
        "--instance-type=m5 | --instance-type 'm5' is not known; it is written as in m5.xlarge",
        "--profile=fast | --profile must be zero, realistic or slow, not 'fast'",
        "--throttling=much | --throttling must be ec2 or none, not 'much'",
        "--nodes=0 | nodes must be 1 to 100000, not 0",
        "--json=/no/such/folder/f.json | --json: the folder of '/no/such/folder/f.json' does not exist"
      })
  void fleet_wrongOptionsAreRefusedWithTheReason(String option, String message) {
    assertEquals(2, run("fleet", option));
    assertTrue(err.toString().contains(message), err::toString);
  }

  @Test
  void scenario_withoutANameListsThem() {
    assertEquals(0, run("scenario"));
    assertTrue(out.toString().contains("burst-three-enis\n    100 pods at once"), out::toString);
  }

  @Test
  void scenario_isPlayedUnderBothPolicies() throws Exception {
    Path json = folder.resolve("scenarios.json");
    assertEquals(0, run("scenario", "warm-up", "--json=" + json), err::toString);
    assertTrue(out.toString().contains("700 addresses are there after, s"), out::toString);
    Map<String, Object> written = JSON.std.mapFrom(Files.readString(json));
    Map<?, ?> scenarios = assertInstanceOf(Map.class, written.get("scenarios"));
    assertNotNull(scenarios.get("warm-up"));
  }

  @Test
  void scenario_unknownIsRefusedWithTheList() {
    assertEquals(2, run("scenario", "burst"));
    assertTrue(
        err.toString().contains("no scenario is called 'burst'; there are burst-three-enis, "),
        err::toString);
  }
}

package io.berth.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.control.Routes;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Shows what the program says about itself and about wrong options.
class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @Test
  void help_namesEveryRouteAndGivesExamples() {
    assertEquals(0, run("--help"));
    String help = out.toString();
    for (String wanted :
        new String[] {
          "--no-network",
          "POST   /faults",
          "PUT    /throttling",
          "answerLost",
          "AWS_ENDPOINT_URL_EC2",
          "Examples:"
        }) {
      assertTrue(help.contains(wanted), () -> wanted + " is missing in:\n" + help);
    }
  }

  @Test
  void help_wrapsNoRoute() {
    // Indented by four, and picocli breaks a line that reaches the width.
    int widest = Routes.DESCRIBED.stream().mapToInt(String::length).max().orElse(0);
    assertTrue(widest < HelpText.WIDTH - 4, () -> "a route of " + widest + " columns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--throttling|hard|--throttling must be none or ec2, not 'hard'",
        "--profile|warp|--profile must be zero, realistic or slow, not 'warp'",
        "--allocation|best|--allocation must be random or low-first, not 'best'",
        "--instances|101|--instances must be 0 to 100, not 101",
        "--ec2-port|70000|--ec2-port must be 0 to 65535, not 70000"
      })
  void option_wrong_isRefusedByName(String option, String value, String message) {
    assertEquals(2, run("--no-network", option, value));
    assertTrue(err.toString().startsWith(message), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vpc|10.0.0.0/8|InvalidVpc.Range",
        "--subnet|10.1.0.0/24|InvalidSubnet.Range",
        "--instance-type|m5.tiny|InvalidInstanceType"
      })
  void setup_refused_endsWithTheReason(String option, String value, String code) {
    assertEquals(1, run("--no-network", "--instances", "1", option, value));
    assertTrue(err.toString().contains(code), err.toString());
  }
}

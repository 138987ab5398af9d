package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipamd.config.Configuration;
import io.berth.ipamd.config.Parsed;
import io.berth.ipamd.config.Setting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Aim: what the program says to a person is right. Method: its texts for help, wrong use and wrong
/// settings.
class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int explain(String argument) {
    return Main.explain(
        new String[] {argument},
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void explain_help_namesEverySetting() {
    assertEquals(0, explain("--help"));
    String help = out.toString(StandardCharsets.UTF_8);
    for (Setting setting : Setting.values()) {
      assertTrue(help.contains("\n  " + setting.key() + "\n"), setting.key());
      assertTrue(help.contains(setting.meaning()), setting.key());
    }
  }

  @Test
  void explain_unknownArgument_saysHowItIsConfigured() {
    assertEquals(2, explain("--verbose"));
    assertEquals(
        "ipamd: takes no arguments; it is configured by the environment (try --help), not by '--verbose'\n",
        err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void refusal_twoProblems_listsBoth() {
    Parsed.Invalid invalid =
        assertInstanceOf(
            Parsed.Invalid.class,
            Configuration.parse(Map.of("WARM_ENI_TARGET", "x", "IP_COOLDOWN_PERIOD", "-1")));
    assertEquals(
        """
        ipamd does not start, because its configuration cannot be used:
        WARM_ENI_TARGET='x' must be 0 to 100
        IP_COOLDOWN_PERIOD='-1' must be 0 to 3600
        Correct the environment (ipamd --help lists every variable) and start it again.\
        """,
        Main.refusal(invalid));
  }
}

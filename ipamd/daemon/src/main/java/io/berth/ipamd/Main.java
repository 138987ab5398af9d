package io.berth.ipamd;

import io.berth.ipamd.config.Configuration;
import io.berth.ipamd.config.Parsed;
import io.berth.ipamd.config.Setting;
import java.io.PrintStream;
import java.util.Locale;

/// `ipamd`: the daemon. Configured by environment variables only.
public final class Main {

  /// Exit code for a configuration that cannot be used; `EX_CONFIG` of sysexits.h.
  private static final int BAD_CONFIGURATION = 78;

  private static final String VERSION = "0.1.0";

  private Main() {}

  /// Runs until a signal ends the process.
  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.exit(explain(arguments, System.out, System.err));
    }
    switch (Configuration.parse(System.getenv())) {
      case Parsed.Invalid invalid -> {
        System.err.println(refusal(invalid));
        System.exit(BAD_CONFIGURATION);
      }
      case Parsed.Valid(Configuration configuration, var warnings) -> {
        System.setProperty(
            "org.slf4j.simpleLogger.defaultLogLevel",
            configuration.logLevel().name().toLowerCase(Locale.ROOT));
        Daemon.run(configuration, warnings, VERSION);
      }
    }
  }

  static String refusal(Parsed.Invalid invalid) {
    return "ipamd does not start, because its configuration cannot be used:\n"
        + invalid.text()
        + "\nCorrect the environment (ipamd --help lists every variable) and start it again.";
  }

  static int explain(String[] arguments, PrintStream out, PrintStream err) {
    switch (arguments[0]) {
      case "--help", "-h" -> out.print(help());
      case "--version" -> out.println("ipamd " + VERSION);
      default -> {
        err.println(
            "ipamd: takes no arguments; it is configured by the environment (try --help), not by '"
                + arguments[0]
                + "'");
        return 2;
      }
    }
    return 0;
  }

  static String help() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        ipamd keeps VPC addresses warm on this node and gives them to pods.

        It takes no arguments. The container runtime reaches it through the CNI executable berth-cni;
        people look at it with berthctl. SIGTERM ends it in an orderly way; pods keep their addresses.

        Environment variables:
        """);
    for (Setting setting : Setting.values()) {
      text.append("\n  ").append(setting.key()).append('\n');
      text.append("      ").append(setting.meaning()).append('\n');
      text.append("      Must be ").append(setting.legal()).append('.');
      text.append(
          setting.defaultText().isEmpty()
              ? " Not set by default.\n"
              : " Default: " + setting.defaultText() + ".\n");
    }
    return text.toString();
  }
}

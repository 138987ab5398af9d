package io.berth.cni;

import io.berth.wire.Kind;
import io.berth.wire.Tag;
import org.jspecify.annotations.Nullable;

/// One run: decides what the daemon answers, what this process answers by itself, and in which
/// words.
final class Executable {

  /// Version of this executable, for the daemon's log; the project's version.
  static final String VERSION = "0.1.0-SNAPSHOT";

  private static final String DEFAULT_SOCKET = "/run/berth/ipamd.sock";
  private static final String DEFAULT_SPOOL = "/run/berth/spool";

  private final Host host;
  private final Request request;
  private final ErrorReport report;

  private Executable(Host host) {
    this.host = host;
    request = new Request(host);
    report = new ErrorReport(host, request);
  }

  /// Runs to the end.
  ///
  /// @return the exit code
  static int run(Host host) {
    return new Executable(host).run();
  }

  private int run() {
    byte[] command = host.variable("CNI_COMMAND");
    if (command == null || command.length == 0) {
      request.readStdin(Bounds.VERSION_STDIN_MILLIS);
      return report.error(
          ErrorReport.ENVIRONMENT, ByteText.of("required env variables [CNI_COMMAND] missing"));
    }
    Verb verb = Verb.of(command);
    if (verb == Verb.VERSION) {
      request.readStdin(Bounds.VERSION_STDIN_MILLIS);
      return Versions.print(host, request.cniVersion());
    }
    request.readEnvironment(command, ByteText.of(VERSION));
    byte[] unreadable = request.readStdin(Bounds.STDIN_MILLIS);
    if (unreadable != null) {
      return report.error(ErrorReport.INPUT, unreadable);
    }
    int netns = verb.touchesNetns() ? openNetns() : Host.NETNS_NOT_PASSED;
    if (netns == Host.NETNS_OWN && verb.changesNetns() && !isOverride()) {
      return report.error(
          ErrorReport.OWN_NAMESPACE,
          ByteText.of("plugin's netns and netns from CNI_NETNS should not be the same"));
    }
    Exchange exchange =
        new Exchange(
            host, path("BERTH_SOCKET", DEFAULT_SOCKET), path("BERTH_SPOOL", DEFAULT_SPOOL));
    boolean descriptors = netns != Host.NETNS_NOT_PASSED;
    request.frame().finish(Kind.CNI_REQUEST, descriptors ? 2 : 0, (int) host.nowMillis());
    int state = exchange.run(request.frame(), descriptors, Bounds.replyMillis(verb));
    if (state == Exchange.ANSWERED) {
      return exchange.exitCode();
    }
    return new WithoutDaemon(host, request, exchange, report)
        .answer(verb, command, state, descriptors);
  }

  private int openNetns() {
    byte[] path = request.value(Tag.NETNS);
    return path == null || path.length == 0 ? Host.NETNS_NOT_PASSED : host.openNetns(path);
  }

  /// `1`, or `true` in any case, as the reference skeleton reads it.
  private boolean isOverride() {
    byte[] value = request.value(Tag.NETNS_OVERRIDE);
    if (value == null) {
      return false;
    }
    if (value.length == 1) {
      return value[0] == '1';
    }
    return value.length == 4
        && (value[0] | 32) == 't'
        && (value[1] | 32) == 'r'
        && (value[2] | 32) == 'u'
        && (value[3] | 32) == 'e';
  }

  private byte[] path(String variable, String fallback) {
    byte @Nullable [] value = host.variable(variable);
    return value == null || value.length == 0 ? ByteText.of(fallback) : value;
  }
}

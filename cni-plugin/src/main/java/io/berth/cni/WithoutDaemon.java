package io.berth.cni;

import io.berth.wire.Kind;
import io.berth.wire.Tag;
import org.jspecify.annotations.Nullable;

/// What the executable answers when the daemon does not.
final class WithoutDaemon {

  private static final String NEXT_STEP =
      "The daemon of this node is restarting or broken; the runtime will retry. Look at it:"
          + " kubectl -n kube-system get pods -o wide -l app.kubernetes.io/name=berth, then"
          + " kubectl -n kube-system logs of the pod on this node. BERTH_SOCKET sets another socket.";

  private final Host host;
  private final Request request;
  private final Exchange exchange;
  private final ErrorReport report;

  WithoutDaemon(Host host, Request request, Exchange exchange, ErrorReport report) {
    this.host = host;
    this.request = request;
    this.exchange = exchange;
    this.report = report;
  }

  /// @param state how the exchange ended
  /// @param descriptors whether descriptors are ready to accompany the request
  /// @return the exit code
  int answer(Verb verb, byte[] command, int state, boolean descriptors) {
    return switch (verb) {
      case ADD, CHECK, GC, VERSION -> tryAgain(exchange.reason());
      case STATUS -> status();
      case DEL -> state == Exchange.SILENT ? tryAgain(exchange.reason()) : delete(descriptors);
      case UNKNOWN ->
          report.error(
              ErrorReport.ENVIRONMENT,
              new ByteText().ascii("unknown CNI_COMMAND: ").raw(command).toBytes());
    };
  }

  private int tryAgain(byte[] reason) {
    return report.error(ErrorReport.TRY_AGAIN, reason, ByteText.of(NEXT_STEP));
  }

  private int status() {
    long age = host.ageSeconds(exchange.stamp());
    if (age >= 0 && age <= Bounds.STATUS_GRACE_SECONDS) {
      byte[] note =
          new ByteText()
              .raw(exchange.reason())
              .ascii("; its last answer is ")
              .number(age)
              .ascii(" s old, which counts as available for ")
              .number(Bounds.STATUS_GRACE_SECONDS)
              .ascii(" s\n")
              .toBytes();
      host.write(2, note, 0, note.length);
      return 0;
    }
    ByteText reason = new ByteText().raw(exchange.reason());
    if (age >= 0) {
      reason.ascii("; its last answer is ").number(age).ascii(" s old");
    }
    return report.error(ErrorReport.NOT_AVAILABLE, reason.toBytes(), ByteText.of(NEXT_STEP));
  }

  /// Leaves the request for the daemon to replay. One that a dying daemon has served already may be
  /// served again: that finds nothing, and an ADD of the same attachment has it served before it
  /// makes a lease. A daemon that began to listen meanwhile may have looked through the spool
  /// before this file was in it, so it is asked once more: it listens before it looks, and thus
  /// either sees the file or hears the question. One that ends this connection too may be alive and
  /// look no more, so the runtime repeats the DEL.
  private int delete(boolean descriptors) {
    byte[] missing = missing();
    if (missing != null) {
      return report.error(ErrorReport.ENVIRONMENT, missing);
    }
    byte[] containerId = request.value(Tag.CONTAINER_ID);
    if (containerId == null || !isContainerId(containerId)) {
      return report.error(
          ErrorReport.ENVIRONMENT, ByteText.of("invalid characters in containerID"), containerId);
    }
    if (containerId.length > Bounds.SPOOL_ID_BYTES) {
      return tryAgain(
          unspooled(tooLong("container ID", containerId.length, Bounds.SPOOL_ID_BYTES)));
    }
    int size = request.frame().end();
    if (size > Bounds.SPOOL_FILE_BYTES) {
      return tryAgain(unspooled(tooLong("request", size, Bounds.SPOOL_FILE_BYTES)));
    }
    byte[] name =
        new ByteText().raw(containerId).ascii("~").hex(request.digest()).ascii(".frame").toBytes();
    request.frame().finish(Kind.CNI_REQUEST, 0, (int) host.nowMillis());
    int stored =
        host.store(exchange.spool(), name, request.frame().array(), size, Bounds.SPOOL_FILES);
    if (stored < 0) {
      return tryAgain(unspooled(stored == Host.FULL ? full() : host.problem()));
    }
    request.frame().finish(Kind.CNI_REQUEST, descriptors ? 2 : 0, (int) host.nowMillis());
    int state = exchange.run(request.frame(), descriptors, Bounds.REPLY_MILLIS);
    if (state == Exchange.ANSWERED) {
      host.discard(exchange.spool(), name);
      return exchange.exitCode();
    }
    return state == Exchange.ABSENT ? 0 : tryAgain(exchange.reason());
  }

  /// Names the variables without which a DEL cannot be replayed, or null when they are there.
  private byte @Nullable [] missing() {
    boolean noId = isEmpty(request.value(Tag.CONTAINER_ID));
    boolean noIfname = isEmpty(request.value(Tag.IFNAME));
    if (!noId && !noIfname) {
      return null;
    }
    return new ByteText()
        .ascii("required env variables [")
        .ascii(noId ? "CNI_CONTAINERID" : "")
        .ascii(noId && noIfname ? "," : "")
        .ascii(noIfname ? "CNI_IFNAME" : "")
        .ascii("] missing")
        .toBytes();
  }

  private static boolean isEmpty(byte @Nullable [] value) {
    return value == null || value.length == 0;
  }

  /// Whether these are the characters of a container id, which are also harmless in a file name.
  private static boolean isContainerId(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      int unit = text[i];
      boolean alphanumeric =
          (unit >= '0' && unit <= '9')
              || (unit >= 'a' && unit <= 'z')
              || (unit >= 'A' && unit <= 'Z');
      if (!alphanumeric && (i == 0 || (unit != '_' && unit != '.' && unit != '-'))) {
        return false;
      }
    }
    return true;
  }

  private byte[] full() {
    return new ByteText()
        .ascii("it holds ")
        .number(Bounds.SPOOL_FILES)
        .ascii(" requests, which is its limit: no daemon has replayed them")
        .toBytes();
  }

  private static byte[] tooLong(String what, int bytes, int limit) {
    return new ByteText()
        .ascii(what)
        .ascii(" has ")
        .number(bytes)
        .ascii(" bytes, the limit is ")
        .number(limit)
        .toBytes();
  }

  private byte[] unspooled(byte[] why) {
    return new ByteText()
        .raw(exchange.reason())
        .ascii("; DEL could not be left in ")
        .raw(exchange.spool())
        .ascii(": ")
        .raw(why)
        .toBytes();
  }
}

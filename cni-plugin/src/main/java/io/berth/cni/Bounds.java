package io.berth.cni;

/// Times and sizes that the executable keeps to. A call must end well below 60 seconds, which
/// runtimes grant for one DEL; stdin, connection and reply together stay below that.
final class Bounds {

  /// How long one read from stdin may take. Runtimes write the configuration at once and close.
  static final int STDIN_MILLIS = 5_000;

  /// How long VERSION, which needs nothing from stdin, waits for it. libcni writes within a
  /// millisecond of the start.
  static final int VERSION_STDIN_MILLIS = 100;

  /// How long to wait for a place in the daemon's backlog.
  static final int CONNECT_MILLIS = 2_000;

  /// How long to wait for the reply. Waits for the kernel only, which takes a fraction of it.
  static final int REPLY_MILLIS = 50_000;

  /// How long ADD waits for the reply. The longest that the daemon may be told to let an ADD wait
  /// for an address (110 s) lies below, so that its reason arrives; the kubelet's two minutes lie
  /// above.
  static final int ADD_REPLY_MILLIS = 115_000;

  /// How long STATUS waits for the reply: kubelets ask every five seconds.
  static final int STATUS_REPLY_MILLIS = 4_000;

  static int replyMillis(Verb verb) {
    return switch (verb) {
      case ADD -> ADD_REPLY_MILLIS;
      case STATUS -> STATUS_REPLY_MILLIS;
      default -> REPLY_MILLIS;
    };
  }

  /// For how long after the last contact STATUS succeeds without a daemon. Replacing a daemon takes
  /// less, and a node that becomes NotReady for it would take healthy pods out of their Services.
  static final int STATUS_GRACE_SECONDS = 60;

  /// Expected size of a request; larger ones grow. Typical are 1 to 3 KB with a previous result.
  static final int EXPECTED_REQUEST_BYTES = 4_000;

  /// Expected size of a reply; larger ones grow.
  static final int EXPECTED_REPLY_BYTES = 4_000;

  /// Most files in the spool: a node has at most about 1,000 pods, and each of their DELs keeps its
  /// file name when the runtime repeats it.
  static final int SPOOL_FILES = 4_096;

  /// Largest request that is spooled: with [#SPOOL_FILES] it bounds what the spool can take of a
  /// file system in memory.
  static final int SPOOL_FILE_BYTES = 65_536;

  /// Longest container id that is spooled: it is part of a file name, of which Linux allows 255
  /// bytes.
  static final int SPOOL_ID_BYTES = 200;

  private Bounds() {}
}

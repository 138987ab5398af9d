package io.berth.wire;

/// Numbers of the fields in a payload. A number, once used, keeps its meaning in every later
/// version.
public final class Tag {

  /// CNI request and control request: the verb.
  public static final int COMMAND = 1;

  /// CNI request: `CNI_CONTAINERID`.
  public static final int CONTAINER_ID = 2;

  /// CNI request: `CNI_NETNS`.
  public static final int NETNS = 3;

  /// CNI request: `CNI_IFNAME`.
  public static final int IFNAME = 4;

  /// CNI request: `CNI_ARGS`.
  public static final int ARGS = 5;

  /// CNI request: `CNI_PATH`.
  public static final int PATH = 6;

  /// CNI request: `CNI_NETNS_OVERRIDE`.
  public static final int NETNS_OVERRIDE = 7;

  /// CNI request: what stood on stdin.
  public static final int STDIN = 8;

  /// CNI request: version of the executable, for the daemon's log.
  public static final int CLIENT_VERSION = 9;

  /// Control request: arguments of the verb, as JSON.
  public static final int ARGUMENTS = 16;

  /// Reply: exit code of the executable, a 32-bit number.
  public static final int EXIT_CODE = 1;

  /// Reply: what goes to stdout.
  public static final int STDOUT = 2;

  /// Reply: what goes to stderr.
  public static final int STDERR = 3;

  /// The largest number that version 1 knows.
  static final int LARGEST = ARGUMENTS;

  private Tag() {}
}

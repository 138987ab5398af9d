package io.berth.cni;

/// What `CNI_COMMAND` asks for. Names are matched exactly, as the specification writes them.
enum Verb {
  ADD,
  CHECK,
  DEL,
  GC,
  STATUS,
  VERSION,
  /// Anything else.
  UNKNOWN;

  static Verb of(byte[] command) {
    if (ByteText.same(command, "ADD")) {
      return ADD;
    }
    if (ByteText.same(command, "CHECK")) {
      return CHECK;
    }
    if (ByteText.same(command, "DEL")) {
      return DEL;
    }
    if (ByteText.same(command, "GC")) {
      return GC;
    }
    if (ByteText.same(command, "STATUS")) {
      return STATUS;
    }
    return ByteText.same(command, "VERSION") ? VERSION : UNKNOWN;
  }

  /// Whether the daemon works in the pod's namespace for it.
  boolean touchesNetns() {
    return this == ADD || this == CHECK || this == DEL;
  }

  /// Whether it must not be done to the executable's own namespace (the reference skeleton checks
  /// ADD and DEL).
  boolean changesNetns() {
    return this == ADD || this == DEL;
  }
}

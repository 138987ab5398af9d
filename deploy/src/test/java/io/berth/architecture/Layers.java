package io.berth.architecture;

import java.util.Map;
import java.util.Set;

/// Which package may look at which: the arrows of the architecture, written down once.
final class Layers {

  private static final String CORE = "io.berth.ipam.";

  /// For each package of the core, the other packages of the core that it may use. `lease` and
  /// `reconcile` stand side by side; the test for cycles sees to it that only one of them knows the
  /// other.
  static final Map<String, Set<String>> CORE_USES =
      Map.of(
          CORE + "model", Set.of(),
          CORE + "pool", Set.of(CORE + "model"),
          CORE + "plan", Set.of(CORE + "model"),
          CORE + "link", Set.of(CORE + "model"),
          CORE + "journal", Set.of(CORE + "model"),
          CORE + "port", Set.of(CORE + "model", CORE + "link", CORE + "journal"),
          CORE + "budget", Set.of(CORE + "port"),
          CORE + "lease",
              Set.of(
                  CORE + "model",
                  CORE + "pool",
                  CORE + "plan",
                  CORE + "link",
                  CORE + "journal",
                  CORE + "port",
                  CORE + "reconcile"),
          CORE + "reconcile",
              Set.of(
                  CORE + "model",
                  CORE + "pool",
                  CORE + "plan",
                  CORE + "link",
                  CORE + "journal",
                  CORE + "port",
                  CORE + "budget",
                  CORE + "lease"));

  /// The adapters of the daemon: each stands behind a port and knows no other adapter.
  static final Set<String> ADAPTERS =
      Set.of(
          "io.berth.ipamd.ec2",
          "io.berth.ipamd.imds",
          "io.berth.ipamd.kernel",
          "io.berth.ipamd.store",
          "io.berth.ipamd.server");

  private Layers() {}
}

package io.berth.ipamd.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What Berth expects of the node and does not change itself.
public final class NodeSettings {

  private NodeSettings() {}

  /// One sentence for each setting that keeps pods from working; empty when all is well.
  ///
  /// @param procSysNet `/proc/sys/net`, where the files are those of the reading thread's namespace
  public static List<String> problems(Path procSysNet) {
    List<String> problems = new ArrayList<>();
    Path forwarding = procSysNet.resolve("ipv4/ip_forward");
    try {
      String value = Files.readString(forwarding).strip();
      if (!value.equals("1")) {
        problems.add(
            forwarding
                + " is "
                + value
                + ", so the node does not route its pods' packets; set net.ipv4.ip_forward=1");
      }
    } catch (IOException e) {
      problems.add("cannot read " + forwarding + ": " + e.getMessage());
    }
    return problems;
  }
}

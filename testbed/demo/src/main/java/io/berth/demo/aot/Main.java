package io.berth.demo.aot;

import io.berth.demo.rig.Cleanup;
import io.berth.demo.rig.Dist;
import io.berth.demo.rig.Namespaces;
import io.berth.netlink.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `libexec/train-ipamd`: makes `lib/ipamd.aot`. Takes no arguments.
public final class Main {

  private Main() {}

  /// Runs and exits: 0 when the cache is there, or when this machine allows no training.
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0) {
      System.err.println("train-ipamd: takes no arguments; it writes lib/ipamd.aot beside itself");
      System.exit(2);
    }
    System.exit(run());
  }

  private static int run() throws InterruptedException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    boolean root = System.getProperty("user.name").equals("root");
    if (lack.isPresent()) {
      System.out.println("train-ipamd: network namespaces cannot be made: " + lack.get());
      System.out.println(
          root
              ? "So it trains without pods, as in the build of an image; that brings most of the gain."
              : "So no AOT cache is made; the daemon works without one, and starts more slowly.");
      if (!root) {
        return 0;
      }
    }
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  List<String> left = cleanup.run();
                  left.forEach(sentence -> System.err.println("train-ipamd: " + sentence));
                },
                "clean-up"));
    try {
      Namespaces.setLoopbackUpIfUnshared();
      long start = System.nanoTime();
      Dist dist = Dist.around(Main.class);
      Path cache = new Training(dist, cleanup).run(lack.isEmpty());
      System.out.printf(
          "train-ipamd: %s, %d MB, made in %d s%n",
          cache, Files.size(cache) / 1_000_000, (System.nanoTime() - start) / 1_000_000_000);
      return 0;
    } catch (IOException e) {
      System.err.println("train-ipamd: " + e.getMessage());
      return 1;
    }
  }
}

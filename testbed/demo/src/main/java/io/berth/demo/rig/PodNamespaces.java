package io.berth.demo.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes sandboxes as a runtime does before it calls the CNI executable: an id and a network
/// namespace each.
public final class PodNamespaces {

  private static final int ID_BYTES = 32;

  private final Path folder;
  private final Cleanup cleanup;
  private final RandomGenerator random;

  /// @param folder where the files lie that hold the namespaces
  /// @param random for sandbox ids
  public PodNamespaces(Path folder, Cleanup cleanup, RandomGenerator random) {
    this.folder = folder;
    this.cleanup = cleanup;
    this.random = random;
  }

  /// Where the files lie that hold the namespaces.
  public Path folder() {
    return folder;
  }

  /// A new sandbox without a network yet. For any thread.
  public Pod create(String name) throws IOException, InterruptedException {
    byte[] id = new byte[ID_BYTES];
    synchronized (random) {
      random.nextBytes(id);
    }
    String container = HexFormat.of().formatHex(id);
    Path file = folder.resolve(name + "-" + container.substring(0, 8));
    return cleanup.make(
        "the namespace " + file,
        () -> {
          Namespaces.create(file);
          return new Pod(name, container, file);
        },
        pod -> Namespaces.delete(pod.namespace()));
  }

  /// Ends a sandbox: its namespace goes with what is in it.
  public void remove(Pod pod) throws IOException, InterruptedException {
    cleanup.undo(pod);
  }
}

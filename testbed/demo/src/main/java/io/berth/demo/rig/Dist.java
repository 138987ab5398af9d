package io.berth.demo.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The tree that the build leaves in `dist/`.
///
/// @param root its folder, absolute
public record Dist(Path root) {

  private static final List<String> PROGRAMS =
      List.of("berth-emulator", "ipamd", "berthctl", "berth-cni");

  /// The tree in a folder.
  ///
  /// @throws IOException naming the program that is not there
  public static Dist at(Path root) throws IOException {
    Dist dist = new Dist(root.toAbsolutePath().normalize());
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(dist.program(program))) {
        throw new IOException(
            dist.program(program)
                + " is missing or not executable; build it with: mvn -q -DskipTests package");
      }
    }
    return dist;
  }

  /// The tree that holds the jar of a class, as `dist/lib/*.jar` does.
  ///
  /// @throws IOException when the class was not loaded from such a tree
  public static Dist around(Class<?> type) throws IOException {
    var source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException(type + " was not loaded from a jar; name the tree with --dist");
    }
    Path jar = Path.of(source.getLocation().getPath());
    Path lib = jar.getParent();
    Path root = lib == null ? null : lib.getParent();
    if (root == null) {
      throw new IOException(jar + " is not in dist/lib; name the tree with --dist");
    }
    return at(root);
  }

  public Path emulator() {
    return program("berth-emulator");
  }

  public Path daemon() {
    return program("ipamd");
  }

  public Path control() {
    return program("berthctl");
  }

  /// The CNI executable.
  public Path cni() {
    return program("berth-cni");
  }

  /// What Java needs of the daemon for a quick start; made by `libexec/train-ipamd`.
  public Path aotCache() {
    return root.resolve("lib").resolve("ipamd.aot");
  }

  private Path program(String name) {
    return root.resolve("bin").resolve(name);
  }
}

package io.berth.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of the repository, as far as they are kept: no build output, no tool's folder.
public final class Repository {

  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", ".idea", ".vscode", ".settings");

  /// The top folder.
  public static final Path ROOT = findRoot();

  private Repository() {}

  /// All text files, in a stable order.
  static List<Path> textFiles() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              Path name = folder.getFileName();
              boolean skip =
                  (name != null && NOT_OURS.contains(name.toString()))
                      || folder.equals(ROOT.resolve("dist"));
              return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              // In a worktree of git `.git` is a file.
              if (attributes.isRegularFile() && !file.endsWith(".git") && isText(file)) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(null);
    return files;
  }

  static List<Path> textFiles(String suffix) {
    return textFiles().stream().filter(file -> file.toString().endsWith(suffix)).toList();
  }

  public static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String relative(Path file) {
    return ROOT.relativize(file).toString();
  }

  private static boolean isText(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      for (byte b : in.readNBytes(4096)) {
        if (b == 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static Path findRoot() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("LICENSE")) && Files.exists(at.resolve("deploy/pom.xml"))) {
        return at;
      }
    }
    throw new IllegalStateException("the test must run somewhere inside the repository");
  }
}

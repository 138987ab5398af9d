package io.berth.cni;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The forms in which the executable exists, as commands that a test can start.
enum Form {
  /// The static binary that is shipped.
  NATIVE,
  /// The same generated code under AddressSanitizer, which ends a process at the first wrong
  /// access.
  SANITIZED,
  /// The main class of the jar.
  JVM;

  private static final Path MODULE = Path.of(System.getProperty("berth.module"));

  /// The command; a visible skip where there is no C compiler.
  List<String> command() throws IOException, InterruptedException {
    return switch (this) {
      case NATIVE -> List.of(shipped().toString());
      case SANITIZED -> List.of(sanitized().toString());
      case JVM ->
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              MODULE.resolve("target/classes").toString(),
              "io.berth.cni.Main");
    };
  }

  static Path module() {
    return MODULE;
  }

  static Path shipped() {
    Path binary = MODULE.resolve("target/native/berth-cni");
    assumeTrue(Files.exists(binary), "no native executable: there is no C compiler");
    return binary;
  }

  private static Path sanitized() throws IOException, InterruptedException {
    Path shipped = shipped();
    Path host = MODULE.resolve("src/main/native");
    return compile(
        "berth-cni-sanitized",
        shipped,
        "-O1",
        "-w",
        "-fsanitize=address",
        "-fno-omit-frame-pointer",
        "-I" + host,
        MODULE.resolve("target/native/c/all.c").toString(),
        host.resolve("host.c").toString(),
        host.resolve("problem.c").toString(),
        host.resolve("connection.c").toString(),
        host.resolve("files.c").toString(),
        "-lm");
  }

  /// Compiles with gcc into the folder of test binaries, unless what is there is newer than
  /// `source`.
  static synchronized Path compile(String name, Path source, String... arguments)
      throws IOException, InterruptedException {
    Path output = MODULE.resolve("target/native-test").resolve(name);
    Files.createDirectories(output.getParent());
    if (Files.exists(output)
        && Files.getLastModifiedTime(output).compareTo(Files.getLastModifiedTime(source)) > 0) {
      return output;
    }
    assumeTrue(new File("/usr/bin/gcc").canExecute(), "no gcc, which the tests' own binaries need");
    Program.Result result =
        new Program(concat(List.of("gcc", "-std=gnu11", "-o", output.toString()), arguments)).run();
    if (result.exitCode() != 0) {
      throw new AssertionError(result.stderr());
    }
    return output;
  }

  private static List<String> concat(List<String> head, String... tail) {
    List<String> all = new ArrayList<>(head);
    all.addAll(List.of(tail));
    return all;
  }
}

package io.berth.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.architecture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: `dist/` can be moved anywhere and started by a link, and says what it lacks. Method: runs
/// its scripts as a person would, after the package has been made.
class DistIT {

  private static final Path DIST = Repository.ROOT.resolve("dist");

  @TempDir Path folder;

  @Test
  void programs_areThereAndExecutable() throws IOException {
    Set<String> programs = new TreeSet<>();
    try (Stream<Path> files = Files.list(DIST.resolve("bin"))) {
      files
          .filter(Files::isExecutable)
          .forEach(file -> programs.add(file.getFileName().toString()));
    }
    assertEquals(
        Set.of("berth-cni", "berth-emulator", "berth-simulate", "berthctl", "ipamd"), programs);
  }

  @Test
  void libraries_areThereOnce() throws IOException {
    Set<String> artifacts = new HashSet<>();
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      List<String> jars =
          files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".jar")).toList();
      for (String jar : jars) {
        String artifact = jar.replaceFirst("-\\d.*?(?=(-linux-[a-z0-9_]+|-native)?\\.jar$)", "");
        assertTrue(artifacts.add(artifact), jar + " is there in two versions");
      }
    }
    assertTrue(artifacts.contains("berth-ipamd.jar"), artifacts.toString());
  }

  @Test
  void launcher_throughALinkFromAnotherFolder_findsItself() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("ctl"), DIST.resolve("bin/berthctl"));
    Result result = run(Map.of(), link.toString(), "--help");
    Files.delete(link);
    assertEquals(0, result.status(), result.text());
    assertTrue(result.text().contains("Usage: berthctl"), result.text());
  }

  @Test
  void daemon_usesItsAotCache_withoutAWord() throws Exception {
    assumeTrue(
        Files.exists(DIST.resolve("lib/ipamd.aot")),
        "there is no AOT cache: build with -DskipAotTraining=false, or run dist/libexec/train-ipamd");
    String daemon = DIST.resolve("bin/ipamd").toString();
    assertEquals("ipamd 0.1.0\n", run(Map.of(), daemon, "--version").text());
    Result told = run(Map.of("BERTH_JAVA_OPTS", "-Xlog:class+load"), daemon, "--version");
    assertTrue(
        told.text().contains("io.berth.ipamd.Main source: shared objects file"),
        "the class came from its jar; look at what train-ipamd said in the build");
  }

  @Test
  void daemon_withoutOrWithAnUnusableAotCache_starts() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      for (Path file : files.filter(f -> !f.endsWith("ipamd.aot")).toList()) {
        Files.createSymbolicLink(lib.resolve(file.getFileName()), file);
      }
    }
    Path daemon = Files.createDirectories(folder.resolve("bin")).resolve("ipamd");
    Files.copy(DIST.resolve("bin/ipamd"), daemon, StandardCopyOption.COPY_ATTRIBUTES);

    Result without = run(Map.of(), daemon.toString(), "--version");
    assertEquals("ipamd 0.1.0\n", without.text());

    Files.writeString(lib.resolve("ipamd.aot"), "of another Java");
    Result unusable = run(Map.of(), daemon.toString(), "--version");
    assertEquals(0, unusable.status(), unusable.text());
    assertTrue(unusable.text().endsWith("ipamd 0.1.0\n"), unusable.text());
  }

  @Test
  void emulator_explainsItself() throws Exception {
    Result simulation = run(Map.of(), DIST.resolve("bin/berth-simulate").toString(), "--help");
    assertTrue(simulation.text().contains("virtual time"), simulation.text());
    Result result = run(Map.of(), DIST.resolve("bin/berth-emulator").toString(), "--help");
    assertEquals(0, result.status(), result.text());
    assertTrue(result.text().contains("berth-emulator"), result.text());
  }

  @Test
  void launcher_withOnlyAnOldJava_saysWhatToInstall() throws Exception {
    Path home = folder.resolve("jdk-17");
    Path old = Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.writeString(old.resolve("java"), "#!/bin/sh\necho old\n");
    assertTrue(old.resolve("java").toFile().setExecutable(true));
    Path launcher = DIST.resolve("lib/launch.sh");
    String script =
        "root="
            + folder
            + "; . "
            + launcher
            + "; java_folders=; PATH=/nowhere; find_java; echo found";
    Result result = run(Map.of("JAVA_HOME", home.toString()), "sh", "-c", script);
    assertEquals(1, result.status(), result.text());
    assertTrue(result.text().contains("no Java 25 or later found"), result.text());
    assertTrue(result.text().contains("Install a JDK or JRE 25"), result.text());
  }

  @Test
  void installer_putsExecutableAndListInPlace() throws Exception {
    Path dist = folder.resolve("berth");
    for (String name : List.of("libexec/install-cni", "share/10-berth.conflist")) {
      Files.createDirectories(dist.resolve(name).getParent());
      Files.copy(DIST.resolve(name), dist.resolve(name));
    }
    assertTrue(dist.resolve("libexec/install-cni").toFile().setExecutable(true));
    Files.createDirectories(dist.resolve("bin"));
    Files.write(dist.resolve("bin/berth-cni"), new byte[] {0x7f, 'E', 'L', 'F'});
    Path bin = Files.createDirectories(folder.resolve("host/bin"));
    Path lists = Files.createDirectories(folder.resolve("host/net.d"));

    Result result =
        run(
            Map.of("HOST_CNI_BIN_PATH", bin.toString(), "HOST_CNI_CONFDIR_PATH", lists.toString()),
            dist.resolve("libexec/install-cni").toString());

    assertEquals(0, result.status(), result.text());
    assertEquals(Set.of("berth-cni"), names(bin));
    assertEquals(Set.of("10-berth.conflist"), names(lists));
    assertTrue(Files.isExecutable(bin.resolve("berth-cni")));
  }

  @Test
  void installer_refusesTheFormForAJvm() throws Exception {
    Path dist = folder.resolve("berth");
    Files.createDirectories(dist.resolve("libexec"));
    Files.createDirectories(dist.resolve("bin"));
    Path installer = dist.resolve("libexec/install-cni");
    Files.copy(DIST.resolve("libexec/install-cni"), installer);
    assertTrue(installer.toFile().setExecutable(true));
    Files.writeString(dist.resolve("bin/berth-cni"), "#!/bin/sh\n");

    Result result = run(Map.of(), installer.toString());

    assertEquals(1, result.status(), result.text());
    assertTrue(result.text().contains("form for a JVM"), result.text());
  }

  private record Result(int status, String text) {}

  private static Result run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), Arrays.toString(command) + " hangs");
    return new Result(process.exitValue(), text);
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }
}

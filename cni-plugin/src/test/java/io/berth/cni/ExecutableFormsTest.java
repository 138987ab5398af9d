package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.FrameHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every form of the executable, as a process, behaves alike: what it sends, prints, leaves on disk
/// and returns. The daemon is a real Unix socket.
class ExecutableFormsTest {

  private static final String CONFIGURATION = "{\"cniVersion\":\"1.0.0\",\"name\":\"podnet\"}";

  @TempDir Path folder;
  private Path stdin = Path.of("unset");

  @BeforeEach
  void writeConfiguration() throws IOException {
    stdin = Files.writeString(folder.resolve("stdin"), CONFIGURATION);
  }

  private Path socket() {
    return folder.resolve("ipamd.sock");
  }

  private Path spool() {
    return folder.resolve("run/spool");
  }

  private Program program(Form form, String command) throws Exception {
    return new Program(form.command())
        .with("CNI_COMMAND", command)
        .with("CNI_CONTAINERID", "c0ffee01")
        .with("CNI_IFNAME", "eth0")
        .with("BERTH_SOCKET", socket().toString())
        .with("BERTH_SPOOL", spool().toString())
        .stdin(stdin);
  }

  @ParameterizedTest
  @EnumSource
  void version_stdinOfAnyKind_isAnswered(Form form) throws Exception {
    String versions =
        ",\"supportedVersions\":[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n";
    Program.Result echoed = new Program.Result(0, "{\"cniVersion\":\"1.0.0\"" + versions, "");
    Program.Result newest = new Program.Result(0, "{\"cniVersion\":\"1.1.0\"" + versions, "");
    assertEquals(echoed, program(form, "VERSION").run());
    assertEquals(newest, program(form, "VERSION").stdin(Path.of("/dev/null")).run());
    assertEquals(newest, program(form, "VERSION").openStdin().run());
    assertEquals(newest, program(form, "VERSION").closedStdin().run());
    assertEquals(newest, program(form, "VERSION").stdin(folder).run());
  }

  @ParameterizedTest
  @EnumSource
  void add_daemonAnswers_isPrintedAndReturned(Form form) throws Exception {
    try (SocketDaemon daemon =
        new SocketDaemon(socket(), SocketDaemon.replying(3, "{\"é\":1}\n", "note\n"))) {
      assertEquals(
          new Program.Result(3, "{\"é\":1}\n", "note\n"),
          program(form, "ADD")
              .with("CNI_NETNS", folder.resolve("gone").toString())
              .with("CNI_ARGS", "K8S_POD_NAME=web;IgnoreUnknown=1")
              .with("CNI_PATH", "")
              .run());
      assertEquals(
          List.of(
              CniRequest.empty()
                  .withCommand("ADD")
                  .withAttachment("c0ffee01", folder.resolve("gone").toString(), "eth0")
                  .withArgs("K8S_POD_NAME=web;IgnoreUnknown=1")
                  .withPath("")
                  .withStdin(CONFIGURATION)
                  .withClientVersion(Executable.VERSION)),
          daemon.requests());
    }
  }

  @ParameterizedTest
  @EnumSource
  void add_ownNamespace_isRefused(Form form) throws Exception {
    assertEquals(
        new Program.Result(
            1,
            "{\"cniVersion\":\"1.0.0\",\"code\":8,\"msg\":\"plugin's netns and netns from CNI_NETNS should"
                + " not be the same\"}\n",
            ""),
        program(form, "ADD").with("CNI_NETNS", "/proc/self/ns/net").run());
  }

  @ParameterizedTest
  @EnumSource
  void add_stdinUnreadable_isCode5(Form form) throws Exception {
    Program.Result directory = program(form, "ADD").stdin(folder).run();
    assertEquals(1, directory.exitCode());
    assertTrue(
        directory.stdout().startsWith("{\"code\":5,\"msg\":\"error reading from stdin: "),
        directory.stdout());
    assertTrue(directory.stdout().contains("Is a directory"), directory.stdout());
  }

  @ParameterizedTest
  @EnumSource
  void add_noDaemon_isCode11(Form form) throws Exception {
    Program.Result result = program(form, "ADD").run();
    assertEquals(1, result.exitCode());
    assertTrue(
        result
            .stdout()
            .startsWith(
                "{\"cniVersion\":\"1.0.0\",\"code\":11,\"msg\":\"berth-ipamd cannot be reached on "
                    + socket()
                    + ": "),
        result.stdout());
    assertTrue(result.stdout().contains("No such file or directory"), result.stdout());
  }

  @ParameterizedTest
  @EnumSource
  void del_noDaemon_isSpooledOncePerAttachment(Form form) throws Exception {
    for (int repeat = 0; repeat < 2; repeat++) {
      assertEquals(new Program.Result(0, "", ""), program(form, "DEL").run());
    }
    List<Path> files = list(spool());
    assertEquals(1, files.size());
    assertTrue(
        files.get(0).getFileName().toString().matches("c0ffee01~[0-9a-f]{16}\\.frame"),
        files.toString());
    assertEquals(
        CniRequest.empty()
            .withCommand("DEL")
            .withAttachment("c0ffee01", null, "eth0")
            .withStdin(CONFIGURATION)
            .withClientVersion(Executable.VERSION),
        MemoryHost.decode(Files.readAllBytes(files.get(0))).message());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(spool())));
  }

  @ParameterizedTest
  @EnumSource
  void del_daemonDiesBeforeItAnswers_isSpooled(Form form) throws Exception {
    try (SocketDaemon daemon = new SocketDaemon(socket(), this::dying)) {
      assertEquals(new Program.Result(0, "", ""), program(form, "DEL").run());
      assertEquals(1, daemon.requests().size());
    }
    assertEquals(1, list(spool()).size());
  }

  /// Closes the connection without a reply and takes no other.
  private byte[] dying(FrameHeader header) {
    try {
      Files.delete(socket());
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NATIVE")
  void del_spoolFull_isCode11AndKnownFilesAreStillReplaced(Form form) throws Exception {
    program(form, "DEL").run();
    for (int i = 1; i < Bounds.SPOOL_FILES; i++) {
      Files.createFile(spool().resolve("x" + i));
    }
    assertEquals(0, program(form, "DEL").run().exitCode());
    Program.Result refused = program(form, "DEL").with("CNI_CONTAINERID", "c0ffee02").run();
    assertEquals(1, refused.exitCode());
    assertTrue(
        refused.stdout().contains("it holds 4096 requests, which is its limit"), refused.stdout());
    assertEquals(Bounds.SPOOL_FILES, list(spool()).size());
  }

  @ParameterizedTest
  @EnumSource
  void status_afterContact_succeedsWithoutDaemonForAWhile(Form form) throws Exception {
    Files.createDirectories(spool());
    Path stamp = folder.resolve("run/spool.last-contact");
    assertEquals(1, program(form, "STATUS").run().exitCode());
    try (SocketDaemon daemon = new SocketDaemon(socket(), SocketDaemon.replying(0, "", ""))) {
      assertEquals(0, program(form, "STATUS").run().exitCode());
      Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH));
      assertEquals(0, program(form, "STATUS").run().exitCode());
      assertEquals(2, daemon.requests().size());
    }
    Program.Result graced = program(form, "STATUS").run();
    assertEquals(0, graced.exitCode());
    assertEquals("", graced.stdout());
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minus(Duration.ofSeconds(100))));
    Program.Result late = program(form, "STATUS").run();
    assertEquals(1, late.exitCode());
    assertTrue(late.stdout().startsWith("{\"cniVersion\":\"1.0.0\",\"code\":50,"), late.stdout());
  }

  @ParameterizedTest
  @EnumSource
  void stdin_upToTheLimit_arrivesWhole(Form form) throws Exception {
    try (SocketDaemon daemon = new SocketDaemon(socket(), SocketDaemon.replying(0, "", ""))) {
      for (int size : new int[] {0, 1, 3_900, 65_536, (1 << 20) - 1_000}) {
        daemon.requests().clear();
        String text = "0123456789".repeat(size / 10 + 1).substring(0, size);
        Files.writeString(stdin, text);
        assertEquals(new Program.Result(0, "", ""), program(form, "GC").run());
        assertEquals(text, ((CniRequest) daemon.requests().get(0)).stdin());
      }
    }
    Files.write(stdin, new byte[1 << 20]);
    assertTrue(program(form, "GC").run().stdout().contains("exceed the limit of 1048576 bytes"));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void reply_large_isPrintedWhole(Form form) throws Exception {
    String result = "é".repeat(400_000);
    try (SocketDaemon daemon = new SocketDaemon(socket(), SocketDaemon.replying(0, result, "e"))) {
      Program.Result printed = program(form, "GC").run();
      assertEquals(0, printed.exitCode());
      assertEquals(result, printed.stdout());
      assertEquals("e", printed.stderr());
      assertEquals(
          CONFIGURATION.getBytes(StandardCharsets.UTF_8).length,
          String.valueOf(((CniRequest) daemon.requests().get(0)).stdin()).length());
    }
  }
}

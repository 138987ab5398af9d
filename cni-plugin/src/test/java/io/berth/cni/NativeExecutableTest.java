package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.FrameHeader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What only the native executable does, and what only native code can get wrong: descriptors over
/// the socket, and hostile input under AddressSanitizer.
class NativeExecutableTest {

  @TempDir Path folder;
  private Path stdin = Path.of("unset");

  @BeforeEach
  void writeConfiguration() throws IOException {
    stdin =
        Files.writeString(
            folder.resolve("stdin"), "{\"cniVersion\":\"1.0.0\",\"name\":\"podnet\"}");
  }

  private Path socket() {
    return folder.resolve("ipamd.sock");
  }

  private Program program(Form form, String command) throws Exception {
    return new Program(form.command())
        .with("CNI_COMMAND", command)
        .with("CNI_CONTAINERID", "c0ffee01")
        .with("CNI_IFNAME", "eth0")
        .with("BERTH_SOCKET", socket().toString())
        .with("BERTH_SPOOL", folder.resolve("spool").toString())
        .stdin(stdin);
  }

  private static void assertSound(Program.Result result) {
    assertFalse(result.stderr().contains("AddressSanitizer"), result.stderr());
    assertTrue(result.exitCode() == 0 || result.exitCode() == 1, result.toString());
    assertFalse(result.stdout().contains("\"code\":999"), result.stdout());
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "SANITIZED"})
  void add_namespace_arrivesWithASocketInsideIt(Form form) throws Exception {
    Path source = Form.module().resolve("src/test/native/descriptors.c");
    Path receiver = Form.compile("descriptors", source, source.toString());
    Program add = program(form, "ADD");
    Process daemon = new ProcessBuilder(receiver.toString(), socket().toString()).start();
    try (var seen = daemon.inputReader()) {
      String namespace = seen.readLine();
      assumeTrue(namespace != null, "needs the right to make a network namespace (root)");
      assertEquals(new Program.Result(0, "", ""), add.with("CNI_NETNS", namespace).run());
      assertEquals(
          List.of(
              "announced 2",
              "namespace right",
              "socket inside",
              "protocol route",
              "links down 1",
              "payload " + (89 + Executable.VERSION.length() + namespace.length())),
          seen.lines().toList());
      assertEquals(0, daemon.waitFor());
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void add_pathThatIsNoNetworkNamespace_goesWithoutDescriptors() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new Program(List.of("mkfifo", pipe.toString())).run().exitCode());
    List<String> headers = new ArrayList<>();
    Function<FrameHeader, byte[]> reply = SocketDaemon.replying(0, "", "");
    try (SocketDaemon daemon =
        new SocketDaemon(
            socket(),
            header -> {
              headers.add(header.kind() + " " + header.descriptors());
              return reply.apply(header);
            })) {
      for (String path :
          List.of(stdin.toString(), pipe.toString(), "/proc/self/ns/mnt", "/dev/null", "", "/")) {
        assertEquals(0, program(Form.SANITIZED, "ADD").with("CNI_NETNS", path).run().exitCode());
        assertEquals(path, ((CniRequest) daemon.requests().get(headers.size() - 1)).netns());
      }
    }
    assertEquals(List.of("CNI_REQUEST 0"), headers.stream().distinct().toList());
    assertEquals(6, headers.size());
  }

  @Test
  void add_socketPathTooLong_isCode11WithTheLimit() throws Exception {
    Program.Result result =
        program(Form.SANITIZED, "ADD").with("BERTH_SOCKET", "/" + "x".repeat(107)).run();
    assertSound(result);
    assertTrue(
        result.stdout().contains(": the path is longer than the 107 bytes that Linux allows\""),
        result.stdout());
  }

  @Test
  void add_backlogFull_isCode11() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket());
      listener.bind(address, 1);
      fill(address, waiting);
      Program.Result result = program(Form.SANITIZED, "DEL").run();
      assertSound(result);
      assertTrue(
          result
              .stdout()
              .contains("accepts no connection on " + socket() + ": its backlog is full"),
          result.stdout());
      assertFalse(Files.exists(folder.resolve("spool")));
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  /// Connects until nothing more is accepted.
  private static void fill(UnixDomainSocketAddress address, List<SocketChannel> waiting)
      throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      waiting.add(channel);
      channel.configureBlocking(false);
      try {
        if (!channel.connect(address)) {
          return;
        }
      } catch (IOException full) {
        return;
      }
    }
  }

  @Test
  void environment_largeAndMalformed_isHandled() throws Exception {
    Program large = program(Form.SANITIZED, "GC");
    for (int i = 0; i < 2_000; i++) {
      large.with("VARIABLE_" + i, "value " + i);
    }
    for (String name : List.of("CNI_ARGS", "CNI_PATH", "CNI_NETNS")) {
      large.with(name, "x".repeat(120_000));
    }
    try (SocketDaemon daemon = new SocketDaemon(socket(), SocketDaemon.replying(0, "ok", ""))) {
      assertEquals(new Program.Result(0, "ok", ""), large.run());
      assertEquals("x".repeat(120_000), ((CniRequest) daemon.requests().get(0)).args());
    }
    List<String> shell = new ArrayList<>(Form.SANITIZED.command());
    shell.addAll(0, List.of("sh", "-c", "CNI_CONTAINERID=$(printf 'a\\377') exec \"$0\""));
    Program.Result malformed =
        new Program(shell)
            .with("CNI_COMMAND", "DEL")
            .with("CNI_IFNAME", "eth0")
            .with("BERTH_SOCKET", socket() + "2")
            .stdin(stdin)
            .run();
    assertEquals(
        "{\"cniVersion\":\"1.0.0\",\"code\":4,\"msg\":\"invalid characters in containerID\","
            + "\"details\":\"a\\ufffd\"}\n",
        malformed.stdout());
  }

  @Test
  void closedStreams_allThree_doNotReachTheConnection() throws Exception {
    List<String> shell = new ArrayList<>(Form.SANITIZED.command());
    shell.addAll(0, List.of("sh", "-c", "exec \"$0\" >&- 2>&-"));
    try (SocketDaemon daemon =
        new SocketDaemon(socket(), SocketDaemon.replying(1, "result", "log"))) {
      Program.Result result =
          new Program(shell)
              .with("CNI_COMMAND", "GC")
              .with("BERTH_SOCKET", socket().toString())
              .with("BERTH_SPOOL", folder.resolve("spool").toString())
              .stdin(stdin)
              .run();
      assertEquals(new Program.Result(1, "", ""), result);
      assertEquals(1, daemon.requests().size());
    }
  }

  @Test
  void stdin_hostileBytes_givesAnErrorObject() throws Exception {
    Random random = new Random(42);
    List<byte[]> inputs = new ArrayList<>();
    inputs.add("[".repeat(500_000).getBytes(StandardCharsets.US_ASCII));
    inputs.add("{\"a\":".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
    inputs.add(
        ("{\"cniVersion\":\"" + "1".repeat(900_000) + "\"}").getBytes(StandardCharsets.US_ASCII));
    inputs.add("{\"cniVersion\":\"\\u00".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 30; i++) {
      byte[] noise = new byte[random.nextInt(3_000)];
      random.nextBytes(noise);
      inputs.add(noise);
    }
    for (byte[] input : inputs) {
      Files.write(stdin, input);
      Program.Result result = program(Form.SANITIZED, "ADD").run();
      assertSound(result);
      assertTrue(result.stdout().startsWith("{\"code\":11,"), result.stdout());
    }
  }

  @Test
  void reply_hostileBytes_givesAnErrorObjectOrTheReply() throws Exception {
    Random random = new Random(43);
    Function<FrameHeader, byte[]> honest = SocketDaemon.replying(0, "{}", "note");
    try (SocketDaemon daemon = new SocketDaemon(socket(), honest)) {
      int refused = 0;
      for (int round = 0; round < 100; round++) {
        daemon.answer(header -> mutate(random, honest.apply(header)));
        Program.Result result = program(Form.SANITIZED, "GC").run();
        assertFalse(result.stderr().contains("AddressSanitizer"), result.stderr());
        assertFalse(result.stdout().contains("\"code\":999"), result.stdout());
        if (result.stdout().contains("\"code\":11")) {
          assertEquals(1, result.exitCode());
          refused++;
        }
      }
      assertTrue(refused > 30 && refused < 100, refused + " refused");
    }
  }

  private static byte[] mutate(Random random, byte[] reply) {
    byte[] mutated = reply.clone();
    for (int flips = 1 + random.nextInt(2); flips > 0; flips--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(mutated, random.nextInt(mutated.length + 30))
        : mutated;
  }
}

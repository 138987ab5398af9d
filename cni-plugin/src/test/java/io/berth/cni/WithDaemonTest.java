package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.Frame;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With a daemon, the executable hands over what it got and prints what it is told. On a host in
/// memory, so that every way in which the exchange can fail is reached.
class WithDaemonTest {

  private static byte[] reply(int exitCode, String stdout, String stderr) {
    byte @Nullable [] frame = Frame.encode(1, new Reply(exitCode, stdout, stderr));
    if (frame == null) {
      throw new AssertionError("a small reply is always encoded");
    }
    return frame;
  }

  private static MemoryHost add() {
    return new MemoryHost()
        .command("ADD")
        .with("CNI_CONTAINERID", "c1")
        .with("CNI_NETNS", "/run/netns/t1")
        .with("CNI_IFNAME", "eth0")
        .with("CNI_PATH", "/opt/cni/bin")
        .stdin("{\"cniVersion\":\"1.0.0\",\"name\":\"podnet\"}");
  }

  @Test
  void add_environmentAndStdin_arriveAsTheyAre() {
    AtomicReference<@Nullable Message> seen = new AtomicReference<>();
    MemoryHost host = add().with("CNI_ARGS", "").with("CNI_NETNS_OVERRIDE", "1");
    host.daemon =
        message -> {
          seen.set(message);
          return reply(0, "{\"ips\":[]}\n", "note\n");
        };
    assertEquals(0, Executable.run(host));
    assertEquals("{\"ips\":[]}\n", host.stdout());
    assertEquals("note\n", host.stderr());
    assertEquals(
        CniRequest.empty()
            .withCommand("ADD")
            .withAttachment("c1", "/run/netns/t1", "eth0")
            .withArgs("")
            .withPath("/opt/cni/bin")
            .withNetnsOverride("1")
            .withStdin("{\"cniVersion\":\"1.0.0\",\"name\":\"podnet\"}")
            .withClientVersion(Executable.VERSION),
        seen.get());
    assertEquals(
        List.of(
            "netns /run/netns/t1",
            "connect /run/berth/ipamd.sock",
            "send with descriptors within 115000",
            "touch /run/berth/spool.last-contact"),
        host.log);
  }

  @Test
  void version_ofTheExecutable_isTheProjects() {
    assertEquals(System.getProperty("berth.version"), Executable.VERSION);
  }

  @ParameterizedTest
  @CsvSource({"GC, 50000", "STATUS, 4000", "NOPE, 50000"})
  void otherVerbs_withANetns_leaveItAlone(String command, int replyMillis) {
    MemoryHost host = add().command(command).with("BERTH_SOCKET", "/s").with("BERTH_SPOOL", "/p");
    host.daemon = message -> reply(0, "", "");
    assertEquals(0, Executable.run(host));
    assertEquals(
        List.of("connect /s", "send within " + replyMillis, "touch /p.last-contact"), host.log);
    assertEquals("", host.stdout());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "255, 255", "256, 1", "-1, 255", "-2147483648, 1"})
  void reply_exitCode_neverTurnsFailureIntoSuccess(int code, int exit) {
    MemoryHost host = add();
    host.daemon = message -> reply(code, "", "");
    assertEquals(exit, Executable.run(host));
  }

  @Test
  void reply_largestPossible_isPrintedWhole() {
    String result = "x".repeat(Limits.MAX_PAYLOAD_BYTES - 3 * Limits.FIELD_OVERHEAD_BYTES - 4);
    MemoryHost host = add();
    host.daemon = message -> reply(0, result, "");
    assertEquals(0, Executable.run(host));
    assertEquals(result, host.stdout());
  }

  @Test
  void reply_beforeTheRequestWasRead_isPrinted() {
    MemoryHost host = add();
    host.sendResult = Host.FAILED;
    host.daemon = message -> reply(1, "{\"code\":11}", "");
    assertEquals(1, Executable.run(host));
    assertEquals("{\"code\":11}", host.stdout());
  }

  @Test
  void add_namespaceThatCannotBePassed_goesAsAPath() {
    MemoryHost host = add();
    host.netns = Host.NETNS_NOT_PASSED;
    host.daemon = message -> reply(0, "", "");
    assertEquals(0, Executable.run(host));
    assertTrue(host.log.contains("send within 115000"), host.log.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADD", "DEL"})
  void ownNamespace_withoutOverride_isRefusedBeforeAnything(String command) {
    MemoryHost host = add().command(command);
    host.netns = Host.NETNS_OWN;
    host.daemon = message -> reply(0, "", "");
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.0.0\",\"code\":8,\"msg\":\"plugin's netns and netns from CNI_NETNS should"
            + " not be the same\"}\n",
        host.stdout());
    assertEquals(List.of("netns /run/netns/t1"), host.log);
  }

  @ParameterizedTest
  @CsvSource({
    "ADD, 1, true",
    "ADD, true, true",
    "DEL, TrUe, true",
    "ADD, 0, false",
    "ADD, yes!, false",
    "ADD, truE1, false",
    "ADD, '', false",
    "CHECK, 0, true"
  })
  void ownNamespace_overrideOrCheck_isPassed(String command, String override, boolean passed) {
    MemoryHost host = add().command(command).with("CNI_NETNS_OVERRIDE", override);
    host.netns = Host.NETNS_OWN;
    host.daemon = message -> reply(0, "", "");
    assertEquals(passed ? 0 : 1, Executable.run(host));
    int replyMillis = command.equals("ADD") ? 115_000 : 50_000;
    assertEquals(passed, host.log.contains("send with descriptors within " + replyMillis));
  }

  @Test
  void silence_inAnyForm_isCode11WithTheReason() {
    assertSilent(
        "berth-ipamd closed the connection on /run/berth/ipamd.sock before it answered",
        List.of("ADD"),
        host -> host.daemon = message -> new byte[0]);
    assertSilent(
        "berth-ipamd closed the connection on /run/berth/ipamd.sock before it answered",
        List.of("ADD"),
        host -> host.daemon = message -> Arrays.copyOf(reply(0, "{}", ""), 20));
    assertSilent(
        "berth-ipamd broke the connection on /run/berth/ipamd.sock: receive: Connection reset by peer",
        List.of("ADD"),
        host -> {
          host.daemon = message -> new byte[0];
          host.receiveFailure = Host.FAILED;
          host.problem = "receive: Connection reset by peer";
        });
    assertSilent(
        "berth-ipamd accepts no connection on /run/berth/ipamd.sock: its backlog is full",
        host -> host.connectFailure = Host.TIMED_OUT);
    assertSilent(
        "berth-ipamd sent an answer that is not understood on /run/berth/ipamd.sock: not a Berth frame:"
            + " it begins with 0x48545450, expected 0x42525448",
        host -> host.daemon = message -> "HTTP/1.1 400 Bad".getBytes(StandardCharsets.US_ASCII));
    assertSilent(
        "berth-ipamd sent an answer that is not understood on /run/berth/ipamd.sock: field 1 is missing",
        host ->
            host.daemon = message -> HexFormat.of().parseHex("42525448010200000000000000000000"));
    assertSilent(
        "berth-ipamd sent an answer that is not understood on /run/berth/ipamd.sock: unexpected kind of"
            + " frame: 3",
        host ->
            host.daemon = message -> HexFormat.of().parseHex("42525448010300000000000000000000"));
  }

  @ParameterizedTest
  @CsvSource({"ADD, 115", "DEL, 50"})
  void silence_thatLasts_isCode11WithTheTimeWaited(String command, int seconds) {
    String reason = "berth-ipamd did not answer on /run/berth/ipamd.sock within " + seconds + " s";
    assertSilent(
        reason,
        List.of(command),
        host -> {
          host.daemon = message -> new byte[0];
          host.receiveFailure = Host.TIMED_OUT;
        });
    assertSilent(
        reason,
        List.of(command),
        host -> {
          host.daemon = message -> new byte[0];
          host.sendResult = Host.TIMED_OUT;
        });
  }

  private interface Arrangement {
    void apply(MemoryHost host);
  }

  /// For a DEL as for an ADD: a daemon that is there may still act, so nothing is spooled behind
  /// its back.
  private static void assertSilent(String reason, Arrangement arrangement) {
    assertSilent(reason, List.of("ADD", "DEL"), arrangement);
  }

  private static void assertSilent(String reason, List<String> commands, Arrangement arrangement) {
    for (String command : commands) {
      MemoryHost host = add().command(command);
      arrangement.apply(host);
      assertEquals(1, Executable.run(host));
      assertTrue(
          host.stdout()
              .startsWith(
                  "{\"cniVersion\":\"1.0.0\",\"code\":11,\"msg\":\"" + reason + "\",\"details\":"),
          host.stdout());
      assertTrue(host.spool.isEmpty());
      assertFalse(host.log.contains("touch /run/berth/spool.last-contact"));
    }
  }
}

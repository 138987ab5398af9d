package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import io.berth.wire.Frame;
import io.berth.wire.Limits;
import io.berth.wire.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the executable does alone: VERSION, the errors of input, and each verb when no daemon
/// listens. On a host in memory.
class WithoutDaemonTest {

  private static final String SUPPORTED =
      "\"supportedVersions\":[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n";

  private static final String NEXT_STEP =
      ",\"details\":\"The daemon of this node is restarting or broken; the runtime will retry. Look at it:"
          + " kubectl -n kube-system get pods -o wide -l app.kubernetes.io/name=berth, then kubectl -n"
          + " kube-system logs of the pod on this node. BERTH_SOCKET sets another socket.\"}\n";

  private static MemoryHost host(String command) {
    return new MemoryHost()
        .command(command)
        .with("CNI_CONTAINERID", "c1")
        .with("CNI_NETNS", "/run/netns/t1")
        .with("CNI_IFNAME", "eth0")
        .stdin("{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"cniVersion":"1.1.0"} | 1.1.0
          {"cniVersion":"0.4.0"} | 0.4.0
          {"cniVersion":"9.9.9"} | 1.1.0
          {}                     | 1.1.0
          {                      | 1.1.0
          ''                     | 1.1.0
          """)
  void version_anyStdin_isAnsweredAlone(String stdin, String version) {
    MemoryHost host = host("VERSION").stdin(stdin);
    assertEquals(0, Executable.run(host));
    assertEquals("{\"cniVersion\":\"" + version + "\"," + SUPPORTED, host.stdout());
    assertEquals(List.of(), host.log);
  }

  @ParameterizedTest
  @ValueSource(ints = {Host.TIMED_OUT, Host.FAILED})
  void version_stdinOpenOrUnreadable_isAnsweredAlone(int stdinResult) {
    MemoryHost host = host("VERSION").stdin("");
    host.stdinResult = stdinResult;
    assertEquals(0, Executable.run(host));
    assertEquals("{\"cniVersion\":\"1.1.0\"," + SUPPORTED, host.stdout());
  }

  @Test
  void command_missingOrEmpty_isCode4() {
    MemoryHost host = host("");
    assertEquals(1, Executable.run(host));
    String expected =
        "{\"cniVersion\":\"1.1.0\",\"code\":4,\"msg\":\"required env variables [CNI_COMMAND] missing\"}\n";
    assertEquals(expected, host.stdout());
    MemoryHost bare = host("");
    bare.environment.clear();
    assertEquals(1, Executable.run(bare));
    assertEquals(expected, bare.stdout());
  }

  @Test
  void stdin_unreadable_isCode5WithTheReason() {
    MemoryHost host = host("ADD").stdin("");
    host.stdinResult = Host.FAILED;
    host.problem = "read: Is a directory";
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"code\":5,\"msg\":\"error reading from stdin: read: Is a directory\"}\n", host.stdout());
  }

  @Test
  void stdin_withoutEnd_isCode5WithTheLimit() {
    MemoryHost host = host("ADD");
    host.stdinResult = Host.TIMED_OUT;
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":5,\"msg\":\"error reading from stdin: no end within 5 s\"}\n",
        host.stdout());
  }

  @Test
  void stdin_beyondTheLimit_isCode5AndTheLargestIsNot() {
    MemoryHost host = host("ADD").stdin("x".repeat(Limits.MAX_PAYLOAD_BYTES));
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"code\":5,\"msg\":\"environment and network configuration on stdin exceed the limit of 1048576"
            + " bytes\"}\n",
        host.stdout());
    int overhead = 59 + Executable.VERSION.length();
    MemoryHost fits = host("ADD").stdin("x".repeat(Limits.MAX_PAYLOAD_BYTES - overhead));
    Executable.run(fits);
    assertTrue(fits.stdout().startsWith("{\"code\":11,"), fits.stdout());
  }

  @Test
  void environment_beyondTheLimit_isCode5() {
    MemoryHost host = host("ADD").with("CNI_ARGS", "x".repeat(Limits.MAX_PAYLOAD_BYTES));
    assertEquals(1, Executable.run(host));
    assertTrue(host.stdout().contains("exceed the limit of 1048576 bytes"), host.stdout());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ADD", "CHECK", "GC"})
  void verbs_noDaemon_areCode11WithTheNextStep(String command) {
    MemoryHost host = host(command);
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":11,\"msg\":\"berth-ipamd cannot be reached on"
            + " /run/berth/ipamd.sock: Connection refused\""
            + NEXT_STEP,
        host.stdout());
  }

  @Test
  void unknownVerb_noDaemon_isCode4() {
    MemoryHost host = host("NOPE\"");
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":4,\"msg\":\"unknown CNI_COMMAND: NOPE\\\"\"}\n",
        host.stdout());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60})
  void status_recentContact_succeedsAndSaysWhy(long age) {
    MemoryHost host = host("STATUS");
    host.contactAgeSeconds = age;
    assertEquals(0, Executable.run(host));
    assertEquals("", host.stdout());
    assertEquals(
        "berth-ipamd cannot be reached on /run/berth/ipamd.sock: Connection refused; its last answer is "
            + age
            + " s old, which counts as available for 60 s\n",
        host.stderr());
  }

  @ParameterizedTest
  @CsvSource({"61, '; its last answer is 61 s old'", "-1, ''"})
  void status_noRecentContact_isCode50(long age, String suffix) {
    MemoryHost host = host("STATUS");
    host.contactAgeSeconds = age;
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":50,\"msg\":\"berth-ipamd cannot be reached on"
            + " /run/berth/ipamd.sock: Connection refused"
            + suffix
            + "\""
            + NEXT_STEP,
        host.stdout());
  }

  @Test
  void del_noDaemon_leavesTheRequestAndSucceeds() {
    MemoryHost host = host("DEL");
    assertEquals(0, Executable.run(host));
    assertEquals("", host.stdout());
    assertEquals(1, host.spool.size());
    String name = host.spool.keySet().iterator().next();
    assertTrue(name.matches("/run/berth/spool/c1~[0-9a-f]{16}\\.frame"), name);
    assertEquals(
        CniRequest.empty()
            .withCommand("DEL")
            .withAttachment("c1", "/run/netns/t1", "eth0")
            .withStdin("{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\"}")
            .withClientVersion(Executable.VERSION),
        MemoryHost.decode(host.spool.values().iterator().next()).message());
  }

  @Test
  void del_repeated_replacesItsFileAndOthersDoNot() {
    MemoryHost host = host("DEL").with("CNI_ARGS", "A=1;B=2");
    Executable.run(host);
    MemoryHost repeated = host("DEL").with("CNI_ARGS", "B=2;A=1");
    Executable.run(repeated);
    assertEquals(host.spool.keySet(), repeated.spool.keySet());
    MemoryHost otherInterface = host("DEL").with("CNI_IFNAME", "eth1");
    Executable.run(otherInterface);
    MemoryHost otherNetwork = host("DEL").stdin("{\"cniVersion\":\"1.1.0\",\"name\":\"other\"}");
    Executable.run(otherNetwork);
    assertEquals(
        3,
        List.of(host, otherInterface, otherNetwork).stream()
            .flatMap(each -> each.spool.keySet().stream())
            .distinct()
            .count());
  }

  @Test
  void del_daemonBeginsToListenWhileItIsSpooled_isAskedAndTheFileGoes() {
    MemoryHost host = host("DEL");
    host.beforeStore =
        () ->
            host.daemon =
                message -> {
                  byte @Nullable [] frame = Frame.encode(1, new Reply(0, "", ""));
                  return frame == null ? new byte[0] : frame;
                };
    assertEquals(0, Executable.run(host));
    assertTrue(host.spool.isEmpty());
    assertTrue(host.log.contains("send with descriptors within 50000"), host.log.toString());
  }

  @Test
  void del_daemonDiesBeforeItAnswers_leavesTheRequestAndSucceeds() {
    assertLeftBehind(host -> host.daemon = message -> new byte[0]);
    assertLeftBehind(host -> host.daemon = message -> new byte[] {0x42, 0x52, 0x54});
    assertLeftBehind(host -> {
      host.daemon = message -> new byte[0];
      host.receiveFailure = Host.FAILED;
    });
    assertLeftBehind(host -> {
      host.daemon = message -> new byte[0];
      host.sendResult = Host.FAILED;
    });
  }

  private static void assertLeftBehind(Arrangement arrangement) {
    MemoryHost host = host("DEL");
    arrangement.apply(host);
    host.beforeStore = () -> host.daemon = null;
    assertEquals(0, Executable.run(host));
    assertEquals("", host.stdout());
    assertEquals(1, host.spool.size());
    CniRequest left =
        assertInstanceOf(
            CniRequest.class, MemoryHost.decode(host.spool.values().iterator().next()).message());
    assertEquals("c1", left.containerId());
  }

  @Test
  void del_daemonDiesAndItsSuccessorAnswers_printsThatAndTheFileGoes() {
    MemoryHost host = host("DEL");
    host.daemon = message -> new byte[0];
    host.beforeStore =
        () ->
            host.daemon =
                message -> {
                  byte @Nullable [] frame = Frame.encode(1, new Reply(1, "{\"code\":11}", ""));
                  return frame == null ? new byte[0] : frame;
                };
    assertEquals(1, Executable.run(host));
    assertEquals("{\"code\":11}", host.stdout());
    assertTrue(host.spool.isEmpty());
  }

  @Test
  void del_daemonClosesEveryConnection_isCode11AndTheFileStays() {
    MemoryHost host = host("DEL");
    host.daemon = message -> new byte[0];
    assertEquals(1, Executable.run(host));
    assertTrue(host.stdout().contains("closed the connection"), host.stdout());
    assertEquals(1, host.spool.size());
  }

  @Test
  void del_daemonBeginsToListenButDoesNotAnswer_isCode11AndTheFileStays() {
    MemoryHost host = host("DEL");
    host.beforeStore = () -> host.daemon = message -> new byte[0];
    assertEquals(1, Executable.run(host));
    assertTrue(host.stdout().contains("\"code\":11"), host.stdout());
    assertEquals(1, host.spool.size());
  }

  @ParameterizedTest
  @CsvSource({
    "'', eth0, '[CNI_CONTAINERID]'",
    "c1, '', '[CNI_IFNAME]'",
    "'', '', '[CNI_CONTAINERID,CNI_IFNAME]'"
  })
  void del_withoutItsKey_isCode4(String containerId, String ifname, String missing) {
    MemoryHost host = host("DEL").with("CNI_CONTAINERID", containerId).with("CNI_IFNAME", ifname);
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":4,\"msg\":\"required env variables "
            + missing
            + " missing\"}\n",
        host.stdout());
    assertTrue(host.spool.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", ".", "-a", "a/b", "a~b", "a b", "é"})
  void del_idThatIsNoFileName_isCode4(String containerId) {
    MemoryHost host = host("DEL").with("CNI_CONTAINERID", containerId);
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":4,\"msg\":\"invalid characters in containerID\",\"details\":\""
            + containerId
            + "\"}\n",
        host.stdout());
    assertTrue(host.spool.isEmpty());
  }

  @Test
  void del_spoolRefuses_isCode11WithTheReason() {
    assertUnspooled(
        "container ID has 201 bytes, the limit is 200",
        host -> host.with("CNI_CONTAINERID", "a".repeat(201)));
    assertUnspooled(
        "request has " + (70_073 + Executable.VERSION.length()) + " bytes, the limit is 65536",
        host -> host.stdin("{\"cniVersion\":\"1.1.0\"}" + " ".repeat(70_000 - 23)));
    assertUnspooled(
        "it holds 4096 requests, which is its limit: no daemon has replayed them",
        host -> host.storeResult = Host.FULL);
    assertUnspooled(
        "open: Read-only file system",
        host -> {
          host.storeResult = Host.FAILED;
          host.beforeStore = () -> host.problem = "open: Read-only file system";
        });
  }

  private interface Arrangement {
    void apply(MemoryHost host);
  }

  private static void assertUnspooled(String why, Arrangement arrangement) {
    MemoryHost host = host("DEL");
    arrangement.apply(host);
    assertEquals(1, Executable.run(host));
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"code\":11,\"msg\":\"berth-ipamd cannot be reached on"
            + " /run/berth/ipamd.sock: Connection refused; DEL could not be left in /run/berth/spool: "
            + why
            + "\""
            + NEXT_STEP,
        host.stdout());
    assertTrue(host.spool.isEmpty());
  }
}

package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.assertFails;
import static io.berth.ipamd.cni.Calls.assertSucceedsEmpty;
import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.serve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.wire.CniRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: variables of a call are checked in the order and with the words of the reference skeleton.
/// Method: one call per rule through the service on a fake lease service, for verbs that differ.
class CniEnvironmentTest {

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  @ParameterizedTest
  @CsvSource({
    "ADD, true, true, true",
    "CHECK, true, true, true",
    "DEL, true, false, true",
    "GC, false, false, false",
    "STATUS, false, false, false"
  })
  void missing_eachVariableAlone_failsOnlyWhereTheVerbNeedsIt(
      String verb, boolean container, boolean netns, boolean ifname) {
    CniRequest whole =
        call(verb, "1.1.0")
            .withStdin(Calls.configuration("1.1.0", Calls.previousResult("10.0.0.7/32")));
    assertMissing(container, whole.withAttachment(null, Calls.NETNS, "eth0"), "CNI_CONTAINERID");
    assertMissing(netns, whole.withAttachment("c0ffee01", "", "eth0"), "CNI_NETNS");
    assertMissing(ifname, whole.withAttachment("c0ffee01", Calls.NETNS, ""), "CNI_IFNAME");
    assertMissing(false, whole.withPath(null), "CNI_PATH");
    assertMissing(true, whole.withCommand(null), "CNI_COMMAND");
  }

  private void assertMissing(boolean needed, CniRequest request, String variable) {
    CniAnswer answer = serve(service, request);
    if (needed) {
      assertFails(answer, 4, "required env variables [" + variable + "] missing", "");
    } else {
      assertEquals(0, answer.reply().exitCode(), answer.toString());
    }
  }

  @Test
  void missing_several_areReportedTogetherInOrder() {
    assertFails(
        serve(service, call("ADD", "1.1.0").withAttachment("", "", "").withPath("")),
        4,
        "required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME] missing",
        "");
  }

  @Test
  void missing_withAnInvalidValueLater_theInvalidValueWins() {
    assertFails(
        serve(service, call("ADD", "1.1.0").withAttachment("c0ffee01", "", "..")),
        4,
        "interface name is . or ..",
        "");
  }

  @Test
  void missing_withUnreadableStdin_theVariableWins() {
    assertFails(
        serve(service, call("ADD", "1.1.0").withAttachment("c0ffee01", "", "eth0").withStdin(null)),
        4,
        "required env variables [CNI_NETNS] missing",
        "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "0",
        "A.b_c-9",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void containerId_ofAllowedCharacters_isAccepted(String containerId) {
    CniAnswer answer =
        serve(service, call("ADD", "1.1.0").withAttachment(containerId, Calls.NETNS, "eth0"));
    assertEquals(0, answer.reply().exitCode(), answer.toString());
    assertEquals(containerId, operations.adds.getFirst().key().containerId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"some-%%container-id", "../x", "-x", ".x", "_x", "a b", "a/b", "a\n", "é"})
  void containerId_ofOtherCharacters_isRefusedWithTheValue(String containerId) {
    for (String verb : new String[] {"ADD", "DEL", "CHECK"}) {
      assertFails(
          serve(service, call(verb, "1.1.0").withAttachment(containerId, Calls.NETNS, "eth0")),
          4,
          "invalid characters in containerID",
          containerId);
    }
    assertTrue(operations.adds.isEmpty() && operations.deletes.isEmpty());
  }

  @Test
  void containerId_tooLongForAnAlias_isRefusedByAddOnly() {
    String longId = "a".repeat(237);
    CniAnswer answer =
        serve(service, call("ADD", "1.1.0").withAttachment(longId + "b", Calls.NETNS, "eth0"));
    assertFails(
        answer,
        4,
        "CNI_CONTAINERID and network name are too long: with CNI_IFNAME they take 256 bytes of a"
            + " link's alias, at most 255 fit",
        "podnet/" + longId + "b/eth0");
    assertEquals(
        0,
        serve(service, call("ADD", "1.1.0").withAttachment(longId, Calls.NETNS, "eth0"))
            .reply()
            .exitCode());
    assertSucceedsEmpty(
        serve(service, call("DEL", "1.1.0").withAttachment(longId + "b", Calls.NETNS, "eth0")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "eth0", "net1", "123456789012345", "ñ", "a.b-c_d@e", "\u001c"})
  void interfaceName_allowed_isAcceptedAsGiven(String name) {
    CniAnswer answer =
        serve(service, call("ADD", "1.1.0").withAttachment("c0ffee01", Calls.NETNS, name));
    assertEquals(0, answer.reply().exitCode(), answer.toString());
    assertEquals(name, operations.adds.getFirst().key().interfaceName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "a:b", "a b", "a\tb", "a\u0085", "a\u00a0", "a\u2003", "a\u2028", "a\n"})
  void interfaceName_withForbiddenCharacter_isRefused(String name) {
    assertFails(
        serve(service, call("ADD", "1.1.0").withAttachment("c0ffee01", Calls.NETNS, name)),
        4,
        "interface name contains / or : or whitespace characters",
        "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567890123456", "ññññññññ", "a/34567890123456"})
  void interfaceName_over15Bytes_isRefused(String name) {
    assertFails(
        serve(service, call("DEL", "1.1.0").withAttachment("c0ffee01", Calls.NETNS, name)),
        4,
        "interface name is too long",
        "interface name should be less than 16 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void interfaceName_dots_isRefused(String name) {
    assertFails(
        serve(service, call("CHECK", "1.1.0").withAttachment("c0ffee01", Calls.NETNS, name)),
        4,
        "interface name is . or ..",
        "");
  }

  @Test
  void interfaceName_numberingTemplate_isRefusedByAddAndFineForDel() {
    CniRequest add = call("ADD", "1.1.0").withAttachment("c0ffee01", Calls.NETNS, "eth%d");
    assertFails(
        serve(service, add),
        4,
        "CNI_IFNAME 'eth%d' contains %, which the kernel would replace",
        "use a name without a percent sign");
    assertSucceedsEmpty(serve(service, add.withCommand("DEL")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOPE", "add", "ADD "})
  void command_unknown_isReportedAfterTheConfiguration(String command) {
    assertFails(serve(service, call(command, "1.1.0")), 4, "unknown CNI_COMMAND: " + command, "");
    assertEquals("6", Calls.code(serve(service, call(command, "1.1.0").withStdin("{"))));
    assertFails(
        serve(service, call(command, "1.1.0").withStdin("{}")), 7, "missing network name", "");
  }
}

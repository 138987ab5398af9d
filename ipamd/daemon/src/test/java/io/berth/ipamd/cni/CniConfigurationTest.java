package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.assertFails;
import static io.berth.ipamd.cni.Calls.assertSucceedsEmpty;
import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.code;
import static io.berth.ipamd.cni.Calls.configuration;
import static io.berth.ipamd.cni.Calls.serve;
import static io.berth.ipamd.cni.Calls.stdout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: a configuration is read as Go's decoder reads it, and bad values are named with key, value
/// and range. Method: one call per text through the service on a fake lease service.
class CniConfigurationTest {

  private static final String NAME_AND_VERSION = "\"cniVersion\":\"1.1.0\",\"name\":\"podnet\"";

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  private CniAnswer add(String stdin) {
    return serve(service, call("ADD", "1.1.0").withStdin(stdin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "[]",
        "\"x\"",
        "7",
        "true",
        "{\"name\":7}",
        "{\"name\":[\"podnet\"]}",
        "\ufeff{" + NAME_AND_VERSION + "}",
        "{" + NAME_AND_VERSION + "}x",
        "{" + NAME_AND_VERSION + "}{}",
        "{" + NAME_AND_VERSION + ",}",
        "{'name':'podnet'}",
        "{" + NAME_AND_VERSION + "} // comment",
        "{\"cniVersion\":7,\"name\":\"podnet\"}",
      })
  void stdin_notOneJsonObject_isUndecodableForEveryVerb(String stdin) {
    for (String verb : new String[] {"ADD", "DEL", "CHECK", "GC", "STATUS"}) {
      CniAnswer answer = serve(service, call(verb, "1.1.0").withStdin(stdin));
      assertEquals("6", code(answer), answer.toString());
    }
    assertTrue(operations.adds.isEmpty() && operations.deletes.isEmpty());
  }

  @Test
  void stdin_empty_saysSo() {
    assertFails(add(""), 6, "error unmarshall network config: unexpected end of JSON input", "");
    assertFails(
        add("[]"),
        6,
        "error unmarshall network config: the configuration is an array, must be an object",
        "");
  }

  @Test
  void stdin_unreadable_isAnInputFailure() {
    assertFails(
        serve(service, call("ADD", "1.1.0").withStdin(null)),
        5,
        "error reading from stdin: the executable could not read it",
        "");
  }

  @Test
  void stdin_nestedTooDeepOrWithTooManyTokens_isUndecodable() {
    String deep = "{" + NAME_AND_VERSION + ",\"x\":" + "[".repeat(65) + "]".repeat(65) + "}";
    assertEquals("6", code(add(deep)));
    String wide = "{" + NAME_AND_VERSION + ",\"x\":[" + "0,".repeat(100_000) + "0]}";
    assertEquals("6", code(add(wide)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"NAME\":\"podnet\",\"CniVersion\":\"1.1.0\"}",
        "{\"name\":\"-x\",\"cniVersion\":\"1.1.0\",\"Name\":\"podnet\"}",
        "{\"name\":null,\"cniVersion\":\"9.9.9\",\"name\":\"podnet\",\"cniVersion\":\"1.1.0\"}",
        " {\"cniVersion\":\"1.1.0\",\"name\":\"podnet\",\"unknown\":{\"a\":[1,2.5e3,null,true]}}\n ",
        "{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\",\"mtu\":null,\"vethPrefix\":null,\"dns\":null}",
        "{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\",\"prevResult\":7}",
      })
  void stdin_asGoReadsIt_isAccepted(String stdin) {
    CniAnswer answer = add(stdin);
    assertEquals(0, answer.reply().exitCode(), answer.toString());
    assertEquals(Calls.KEY, operations.adds.getFirst().key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cniVersion\":\"1.1.0\",\"type\":\"berth-cni\"}",
        "{\"cniVersion\":\"1.1.0\",\"name\":\"\"}",
        "{\"cniVersion\":\"1.1.0\",\"name\":null}",
        "{}",
        "null",
      })
  void name_missing_isRefused(String stdin) {
    assertFails(add(stdin), 7, "missing network name", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"test-invalid-network-%", "-x", "a/b", "a b"})
  void name_withForbiddenCharacters_isRefusedForEveryVerb(String name) {
    for (String verb : new String[] {"ADD", "DEL", "CHECK", "GC", "STATUS"}) {
      assertFails(
          serve(
              service,
              call(verb, "1.1.0")
                  .withStdin("{\"cniVersion\":\"1.1.0\",\"name\":\"" + name + "\"}")),
          7,
          "invalid characters found in network name",
          name);
    }
  }

  @Test
  void link_keysOfTheIncumbent_areUnderstood() {
    CniAnswer answer =
        add(
            configuration(
                "0.4.0",
                ",\"mtu\":\"1500\",\"vethPrefix\":\"pod\",\"podSGEnforcingMode\":\"strict\","
                    + "\"pluginLogFile\":\"/var/log/x.log\",\"pluginLogLevel\":\"DEBUG\","
                    + "\"capabilities\":{\"io.kubernetes.cri.pod-annotations\":true},"
                    + "\"runtimeConfig\":{\"portMappings\":[{\"HostPort\":1,\"hostPort\":2}]}"));
    assertEquals(0, answer.reply().exitCode(), answer.toString());
    assertEquals(1500, operations.adds.getFirst().mtu());
    assertEquals("pod", operations.adds.getFirst().hostLinkPrefix());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|9001|eni",
        ",\"mtu\":576|576|eni",
        ",\"mtu\":9001|9001|eni",
        ",\"MTU\":\"1300\"|1300|eni",
        ",\"mtu\":\"\",\"vethPrefix\":\"\"|9001|eni",
        ",\"vethPrefix\":\"a\"|9001|a",
      })
  void link_values_areTakenOrDefault(String more, int mtu, String prefix) {
    assertEquals(0, add(configuration("1.1.0", more)).reply().exitCode());
    assertEquals(mtu, operations.adds.getFirst().mtu());
    assertEquals(prefix, operations.adds.getFirst().hostLinkPrefix());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"575", "9002", "\"x\"", "1500.0", "-1", "\"+1500\"", "true", "\"123456789012\""})
  void mtu_bad_isRefusedWithKeyValueAndRange(String value) {
    assertFailsAddOnly(
        ",\"mtu\":" + value,
        "invalid value of \"mtu\" in the network configuration: "
            + value
            + ", must be a whole number from 576 to 9001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"toolong\"", "\"eth\"", "\"lo\"", "\"vlan\"", "\"a/b\"", "7", "\"ñ\""})
  void vethPrefix_bad_isRefusedWithKeyValueAndRange(String value) {
    assertFailsAddOnly(
        ",\"vethPrefix\":" + value,
        "invalid value of \"vethPrefix\" in the network configuration: "
            + value
            + ", must be 1 to 4 letters, digits, '_' or '-', and none of eth, lo, vlan");
  }

  @Test
  void dns_bad_isRefusedWithKeyAndValue() {
    assertFailsAddOnly(
        ",\"dns\":7",
        "invalid value of \"dns\" in the network configuration: 7, must be an object");
    assertFailsAddOnly(
        ",\"dns\":{\"search\":[7]}",
        "invalid value of \"dns.search\" in the network configuration: 7, must be an array of"
            + " strings");
  }

  /// A configuration that became invalid must not keep DEL from working.
  private void assertFailsAddOnly(String more, String message) {
    CniAnswer answer = add(configuration("1.1.0", more));
    Json.Members error = stdout(answer);
    assertEquals(new Json.Text(message), error.get("msg"));
    assertEquals("7", code(answer));
    assertSucceedsEmpty(
        serve(service, call("DEL", "1.1.0").withStdin(configuration("1.1.0", more))));
  }
}

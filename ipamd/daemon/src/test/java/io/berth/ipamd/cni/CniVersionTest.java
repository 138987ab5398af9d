package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.assertFails;
import static io.berth.ipamd.cni.Calls.assertSucceedsEmpty;
import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.code;
import static io.berth.ipamd.cni.Calls.configuration;
import static io.berth.ipamd.cni.Calls.previousResult;
import static io.berth.ipamd.cni.Calls.serve;
import static io.berth.ipamd.cni.Calls.stdout;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.wire.CniRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: each version gets the verbs it has, and others are refused with the reference skeleton's
/// codes and words. Method: every verb for every version, and malformed versions.
class CniVersionTest {

  private static final String SUPPORTED =
      "[\"0.1.0\" \"0.2.0\" \"0.3.0\" \"0.3.1\" \"0.4.0\" \"1.0.0\" \"1.1.0\"]";

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  @ParameterizedTest
  @EnumSource
  void verbs_perVersion_areThoseOfTheSpecification(CniVersion version) {
    String v = version.text();
    assertEquals(0, serve(service, call("ADD", v)).reply().exitCode());
    assertSucceedsEmpty(serve(service, call("DEL", v)));
    CniRequest check = call("CHECK", v).withStdin(configuration(v, previousResult("10.0.0.7/32")));
    if (version.isAtLeast(CniVersion.V0_4_0)) {
      assertSucceedsEmpty(serve(service, check));
    } else {
      assertFails(serve(service, check), 1, "config version does not allow CHECK", "");
    }
    for (String verb : new String[] {"GC", "STATUS"}) {
      if (version.isAtLeast(CniVersion.V1_1_0)) {
        assertSucceedsEmpty(serve(service, call(verb, v)));
      } else {
        assertFails(serve(service, call(verb, v)), 1, "config version does not allow " + verb, "");
      }
    }
  }

  @Test
  void version_missingOrEmpty_isTheFirst() {
    for (String stdin : new String[] {"{\"name\":\"podnet\"}", configuration("", "")}) {
      CniAnswer answer = serve(service, call("ADD", "1.1.0").withStdin(stdin));
      assertEquals(new Json.Text("0.1.0"), stdout(answer).get("cniVersion"));
      assertEquals(0, answer.reply().exitCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "9.9.9", "1.1", "1.1.0.1", "01.1.0", " 1.1.0", "0.4.1"})
  void version_notInTheList_isIncompatibleForAddAndDel(String version) {
    for (String verb : new String[] {"ADD", "DEL"}) {
      assertFails(
          serve(service, call(verb, version)),
          1,
          "incompatible CNI versions",
          "config is \"" + version + "\", plugin supports " + SUPPORTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adsfsadf", "1.1.0.1", "x", "1..0", "1.", "-1.1.0", "99999999999"})
  void version_malformed_isUndecodableForVerbsThatCompare(String version) {
    for (String verb : new String[] {"CHECK", "GC", "STATUS"}) {
      assertFails(
          serve(service, call(verb, version)),
          6,
          "cniVersion '"
              + version
              + "' is not a version: it must be one to three numbers with dots",
          "");
    }
  }

  @Test
  void version_newerThanAny_isRefusedForVerbsThatCompare() {
    for (String verb : new String[] {"CHECK", "GC", "STATUS"}) {
      assertFails(
          serve(service, call(verb, "9.9.9")), 1, "plugin version does not allow " + verb, "");
    }
  }

  @Test
  void version_betweenTwoKnown_isIncompatibleForVerbsThatCompare() {
    assertFails(
        serve(service, call("CHECK", "0.4.5")),
        1,
        "incompatible CNI versions",
        "config is \"0.4.5\", plugin supports " + SUPPORTED);
    assertEquals("1", code(serve(service, call("GC", "1.1"))));
  }

  @Test
  void version_verb_listsAllAndRepeatsTheCallers() {
    assertEquals(
        "{\"cniVersion\":\"0.4.0\",\"supportedVersions\":"
            + "[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}",
        versionReply("{\"cniVersion\":\"0.4.0\"}").reply().stdout());
    for (String stdin : new String[] {"{}", "", "x", "{\"cniVersion\":\"9.9.9\"}"}) {
      CniAnswer answer = versionReply(stdin);
      assertEquals(new Json.Text("1.1.0"), stdout(answer).get("cniVersion"));
      assertEquals(0, answer.reply().exitCode());
    }
    assertEquals(0, serve(service, CniRequest.empty().withCommand("VERSION")).reply().exitCode());
  }

  private CniAnswer versionReply(String stdin) {
    return serve(
        service,
        CniRequest.empty()
            .withCommand("VERSION")
            .withAttachment(null, "dummy", "dummy")
            .withPath("dummy")
            .withStdin(stdin));
  }

  @Test
  void error_carriesTheConfigurationsVersionOrTheNewest() {
    operations.failure = new LeaseFailure.Stopping();
    assertEquals(
        new Json.Text("0.3.1"), stdout(serve(service, call("ADD", "0.3.1"))).get("cniVersion"));
    assertEquals(
        new Json.Text("1.1.0"), stdout(serve(service, call("ADD", "9.9.9"))).get("cniVersion"));
  }
}

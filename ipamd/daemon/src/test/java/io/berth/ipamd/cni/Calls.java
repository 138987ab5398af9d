package io.berth.ipamd.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.model.LeaseKey;
import io.berth.wire.CniRequest;
import java.util.ArrayList;
import java.util.List;

/// Calls as runtimes make them, and what comes back.
final class Calls {

  static final String NETNS = "/run/netns/t1";
  static final LeaseKey KEY = new LeaseKey("podnet", "c0ffee01", "eth0");

  private Calls() {}

  /// A call with all variables set and the smallest configuration.
  static CniRequest call(String command, String version) {
    return CniRequest.empty()
        .withCommand(command)
        .withAttachment("c0ffee01", NETNS, "eth0")
        .withPath("/opt/cni/bin")
        .withStdin(configuration(version, ""));
  }

  /// A configuration with further members, each preceded by a comma.
  static String configuration(String version, String more) {
    return "{\"cniVersion\":\""
        + version
        + "\",\"name\":\"podnet\",\"type\":\"berth-cni\""
        + more
        + "}";
  }

  /// The result that the fake's ADD gives in versions from 0.3.0 on, as a `prevResult` member.
  static String previousResult(String address) {
    return ",\"prevResult\":{\"interfaces\":[{\"name\":\"eni1\"},{\"name\":\"eth0\",\"sandbox\":\""
        + NETNS
        + "\"}],\"ips\":[{\"interface\":1,\"address\":\""
        + address
        + "\"}]}";
  }

  /// The one answer to a call.
  static CniAnswer serve(CniService service, CniRequest request) {
    List<CniAnswer> answers = new ArrayList<>();
    service.serve(request, -1, -1, answers::add);
    assertEquals(1, answers.size(), "answers");
    return answers.getFirst();
  }

  /// The answer's stdout as a tree.
  static Json.Members stdout(CniAnswer answer) {
    if (JsonText.read(answer.reply().stdout()) instanceof JsonText.Read(Json.Members members)) {
      return members;
    }
    throw new AssertionError("not a JSON object: '" + answer.reply().stdout() + "'");
  }

  /// Asserts that a call fails as the specification wants: exit code, one error object with this
  /// code, message and the details.
  static void assertFails(CniAnswer answer, int code, String message, String details) {
    Json.Members error = stdout(answer);
    assertEquals("\"" + message + "\"", String.valueOf(error.get("msg")), answer.toString());
    assertEquals(String.valueOf(code), String.valueOf(error.get("code")), answer.toString());
    Json found = error.get("details");
    assertEquals(details, found instanceof Json.Text(String text) ? text : "", "details");
    assertEquals(1, answer.reply().exitCode(), "exit code");
    assertEquals("", answer.reply().stderr(), "stderr");
  }

  static void assertSucceedsEmpty(CniAnswer answer) {
    assertEquals("", answer.reply().stdout());
    assertEquals(0, answer.reply().exitCode());
  }

  /// The code of an error object.
  static String code(CniAnswer answer) {
    return String.valueOf(stdout(answer).get("code"));
  }
}

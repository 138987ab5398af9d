package io.berth.ipamd.cni;

import io.berth.wire.CniRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What `testbed/fuzz` feeds to the decoder of CNI calls: six lines with the variables, then stdin.
public final class ConfigurationFuzz {

  private static final int VARIABLES = 6;

  private static final CniDecoder DECODER = new CniDecoder(CniDefaults.INCUMBENT);

  private ConfigurationFuzz() {}

  /// Decodes one call.
  ///
  /// @return the kind of call, or the error's code
  public static String outcome(byte[] input) {
    String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", VARIABLES + 1);
    CniRequest request =
        CniRequest.empty()
            .withCommand(part(parts, 0))
            .withAttachment(part(parts, 1), part(parts, 2), part(parts, 3))
            .withArgs(part(parts, 4))
            .withNetnsOverride(part(parts, 5))
            .withStdin(part(parts, VARIABLES));
    return switch (DECODER.decode(request)) {
      case CniDecoding.Valid(CniCall call) -> call.getClass().getSimpleName();
      case CniDecoding.Invalid(CniError error) -> {
        String text = CniAnswer.failure(error).reply().stdout();
        if (!(JsonText.read(text) instanceof JsonText.Read(Json.Members _))) {
          throw new AssertionError("an error that is no JSON: " + text);
        }
        yield String.valueOf(error.code());
      }
    };
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? parts[index] : "";
  }

  /// Every verb, and texts that are deep, long or repeat themselves.
  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String verb : List.of("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION")) {
      for (String version : List.of("0.3.0", "1.0.0", "1.1.0")) {
        seeds.add(seed(verb, Calls.configuration(version, Calls.previousResult("10.0.0.9/32"))));
      }
    }
    String attachments =
        "[{\"containerID\":\"c0ffee01\",\"ifname\":\"eth0\"},{\"containerID\":\"b\",\"ifname\":\"e\"}]";
    seeds.add(
        seed(
            "GC",
            Calls.configuration(
                "1.1.0",
                ",\"cni.dev/valid-attachments\":"
                    + attachments
                    + ",\"cni.dev/attachments\":"
                    + attachments)));
    seeds.add(
        seed(
            "ADD",
            Calls.configuration(
                "1.1.0",
                ",\"mtu\":\"9001\",\"vethPrefix\":\"eni\",\"dns\":{\"nameservers\":[\"10.0.0.2\"],\"domain\":\"d\"},\"args\":{}")));
    seeds.add(seed("ADD", "[".repeat(10_000)));
    seeds.add(seed("ADD", "{\"a\":".repeat(10_000)));
    seeds.add(
        seed("ADD", Calls.configuration("1.1.0", ",\"x\":" + "[".repeat(60) + "]".repeat(60))));
    seeds.add(seed("ADD", Calls.configuration("1.1.0", ",\"a\":1".repeat(2_000))));
    seeds.add(seed("ADD", Calls.configuration("1.1.0", ",\"mtu\":" + "9".repeat(2_000))));
    seeds.add(seed("ADD", Calls.configuration("1.1.0", ",\"mtu\":1e999999999")));
    seeds.add(seed("CHECK", Calls.configuration("1." + "1".repeat(200) + ".0", "")));
    seeds.add(seed("ADD", "{\"name\":\"\\ud800\",\"cniVersion\":\"1.1.0\\u0000\"}"));
    seeds.add(seed("ADD", "null"));
    seeds.add(seed("ADD", ""));
    return seeds;
  }

  private static byte[] seed(String verb, String stdin) {
    return String.join(
            "\n",
            verb,
            "c0ffee01",
            Calls.NETNS,
            "eth0",
            "K8S_POD_NAMESPACE=a;K8S_POD_NAME=b",
            "",
            stdin)
        .getBytes(StandardCharsets.UTF_8);
  }
}

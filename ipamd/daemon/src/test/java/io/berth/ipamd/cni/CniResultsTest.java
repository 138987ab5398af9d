package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.configuration;
import static io.berth.ipamd.cni.Calls.serve;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.model.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Aim: the result of ADD has the exact shape of the configuration's version. Method: whole texts,
/// written by hand from the specification.
class CniResultsTest {

  private static final String HOST = "\"name\":\"eni0123456789a\",\"mac\":\"02:00:00:00:00:01\"";
  private static final String POD = "\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\"";
  private static final String SANDBOX = ",\"sandbox\":\"/run/netns/t1\"";
  private static final String ROUTES =
      "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"169.254.1.1\"}]";
  private static final String ADDRESS =
      "\"interface\":1,\"address\":\"10.0.0.7/32\",\"gateway\":\"169.254.1.1\"";

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  private String added(String version) {
    return serve(service, call("ADD", version)).reply().stdout();
  }

  @ParameterizedTest
  @CsvSource({"0.1.0", "0.2.0"})
  void added_before030_isOneAddressPerFamily(String version) {
    assertEquals(
        "{\"cniVersion\":\""
            + version
            + "\",\"ip4\":{\"ip\":\"10.0.0.7/32\",\"gateway\":\"169.254.1.1\","
            + ROUTES
            + "}}",
        added(version));
  }

  @ParameterizedTest
  @CsvSource({"0.3.0", "0.3.1", "0.4.0"})
  void added_from030_hasInterfacesAndVersionedAddresses(String version) {
    assertEquals(
        "{\"cniVersion\":\""
            + version
            + "\",\"interfaces\":[{"
            + HOST
            + "},{"
            + POD
            + SANDBOX
            + "}],\"ips\":[{\"version\":\"4\","
            + ADDRESS
            + "}],"
            + ROUTES
            + "}",
        added(version));
  }

  @Test
  void added_in100_hasNoAddressVersion() {
    assertEquals(
        "{\"cniVersion\":\"1.0.0\",\"interfaces\":[{"
            + HOST
            + "},{"
            + POD
            + SANDBOX
            + "}],\"ips\":[{"
            + ADDRESS
            + "}],"
            + ROUTES
            + "}",
        added("1.0.0"));
  }

  @Test
  void added_in110_hasMtuOfInterfaces() {
    assertEquals(
        "{\"cniVersion\":\"1.1.0\",\"interfaces\":[{"
            + HOST
            + ",\"mtu\":9001},{"
            + POD
            + ",\"mtu\":9001"
            + SANDBOX
            + "}],\"ips\":[{"
            + ADDRESS
            + "}],"
            + ROUTES
            + "}",
        added("1.1.0"));
  }

  @Test
  void added_ipv6_hasItsFamilysForm() {
    operations.next = IpAddress.parse("fd00::7");
    assertEquals(
        "{\"cniVersion\":\"0.2.0\",\"ip6\":{\"ip\":\"fd00::7/128\",\"gateway\":\"169.254.1.1\","
            + "\"routes\":[{\"dst\":\"::/0\",\"gw\":\"169.254.1.1\"}]}}",
        added("0.2.0"));
  }

  @Test
  void added_withDns_repeatsIt() {
    String dns =
        "\"dns\":{\"nameservers\":[\"10.0.0.2\"],\"domain\":\"x.example\",\"search\":[\"a\",\"b\"],"
            + "\"options\":[\"ndots:5\"]}";
    String result =
        serve(service, call("ADD", "0.2.0").withStdin(configuration("0.2.0", "," + dns)))
            .reply()
            .stdout();
    assertEquals(
        "{\"cniVersion\":\"0.2.0\",\"ip4\":{\"ip\":\"10.0.0.7/32\",\"gateway\":\"169.254.1.1\","
            + ROUTES
            + "},"
            + dns
            + "}",
        result);
  }

  @Test
  void added_namespaceWithOddCharacters_isRepeatedLiterally() {
    CniAnswer answer =
        serve(
            service, call("ADD", "1.0.0").withAttachment("c0ffee01", "/run/net ns/\"é\\1", "eth0"));
    Json sandbox =
        Calls.stdout(answer).get("interfaces") instanceof Json.Items(var items)
                && items.get(1) instanceof Json.Members pod
            ? pod.get("sandbox")
            : null;
    assertEquals(new Json.Text("/run/net ns/\"é\\1"), sandbox);
  }
}

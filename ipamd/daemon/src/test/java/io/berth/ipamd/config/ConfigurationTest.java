package io.berth.ipamd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The environment becomes settings, or all that is wrong with it is told at once. Reads made-up
/// environments and compares values and sentences.
class ConfigurationTest {

  @Test
  void emptyEnvironment_parsed_givesTheDefaults() {
    Configuration configuration = valid(Map.of()).configuration();

    assertEquals(1, configuration.warmEniTarget());
    assertEquals(0, configuration.warmIpTarget());
    assertEquals(0, configuration.minimumIpTarget());
    assertEquals(0, configuration.warmPrefixTarget());
    assertEquals(Integer.MAX_VALUE, configuration.maxEni());
    assertEquals(Integer.MAX_VALUE, configuration.maxPods());
    assertEquals(30_000, configuration.coolingMillis());
    assertEquals(9_001, configuration.eniMtuBytes());
    assertEquals(9_001, configuration.podMtuBytes());
    assertEquals("eni", configuration.hostLinkPrefix());
    assertEquals(Map.of(), configuration.additionalEniTags());
    assertEquals("", configuration.clusterName());
    assertFalse(configuration.prefixDelegation());
    assertTrue(configuration.provisioning());
    assertFalse(configuration.metadataOnly());
    assertTrue(configuration.manageUntaggedEnis());
    assertEquals(10_000, configuration.httpTimeoutMillis());
    assertEquals(LogLevel.INFO, configuration.logLevel());
    assertEquals(
        new ListenAddress(IpAddress.parse("0.0.0.0"), 61_678), configuration.metricsAddress());
    assertEquals(Path.of("/run/berth/ipamd.sock"), configuration.socket());
    assertEquals(Path.of("/run/berth/spool"), configuration.spool());
    assertEquals(Path.of("/run/berth/journal"), configuration.journal());
    assertEquals(90_000, configuration.addTimeoutMillis());
    assertEquals(0, configuration.fleetSize());
    assertEquals(30_000, configuration.ec2LagMillis());
    assertEquals(URI.create("http://169.254.169.254"), configuration.metadataEndpoint());
    assertNull(configuration.ec2Endpoint());
    assertNull(configuration.credentials());
  }

  @Test
  void everySetting_parsed_isTaken() {
    Parsed.Valid parsed =
        valid(
            Map.ofEntries(
                Map.entry("WARM_ENI_TARGET", "0"),
                Map.entry("WARM_IP_TARGET", "5"),
                Map.entry("MINIMUM_IP_TARGET", "10"),
                Map.entry("WARM_PREFIX_TARGET", "2"),
                Map.entry("ENABLE_PREFIX_DELEGATION", "true"),
                Map.entry("DISABLE_NETWORK_RESOURCE_PROVISIONING", "1"),
                Map.entry("ENABLE_IMDS_ONLY_MODE", "true"),
                Map.entry("MAX_ENI", "3"),
                Map.entry("BERTH_MAX_PODS", "110"),
                Map.entry("IP_COOLDOWN_PERIOD", "0"),
                Map.entry("AWS_VPC_ENI_MTU", "1500"),
                Map.entry("POD_MTU", "1400"),
                Map.entry("AWS_VPC_K8S_CNI_VETHPREFIX", "pod"),
                Map.entry("ADDITIONAL_ENI_TAGS", "{\"team\":\"net\"}"),
                Map.entry("CLUSTER_NAME", "blue"),
                Map.entry("ENABLE_SUBNET_DISCOVERY", "false"),
                Map.entry("DISABLE_LEAKED_ENI_CLEANUP", "true"),
                Map.entry("MANAGE_UNTAGGED_ENI", "F"),
                Map.entry("HTTP_TIMEOUT", "3"),
                Map.entry("AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
                Map.entry("BERTH_METRICS_ADDRESS", "[::1]:0"),
                Map.entry("BERTH_SOCKET", "/a/s"),
                Map.entry("BERTH_SPOOL", "/a/p"),
                Map.entry("BERTH_JOURNAL", "/a/j"),
                Map.entry("AWS_VPC_K8S_CNI_BACKING_STORE", "/a/i"),
                Map.entry("BERTH_ADD_TIMEOUT_MILLIS", "5000"),
                Map.entry("BERTH_FLEET_SIZE", "40"),
                Map.entry("BERTH_EC2_LAG_SECONDS", "60"),
                Map.entry("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338"),
                Map.entry("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:8000/"),
                Map.entry("AWS_ACCESS_KEY_ID", "id"),
                Map.entry("AWS_SECRET_ACCESS_KEY", "secret"),
                Map.entry("BERTH_POLICY_ROUTING", "per-pod"),
                Map.entry("BERTH_MARK_MASK", "0x1f00"),
                Map.entry("AWS_VPC_K8S_CNI_CONNMARK", "0b1000_0000"),
                Map.entry("AWS_VPC_K8S_CNI_EXTERNALSNAT", "1"),
                Map.entry("AWS_VPC_CNI_NODE_PORT_SUPPORT", "f"),
                Map.entry("AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "10.9.3.4/16, 0.0.0.0/0"),
                Map.entry("AWS_EXTERNAL_SERVICE_CIDRS", "192.0.2.0/24"),
                Map.entry("AWS_SESSION_TOKEN", "token")));

    assertEquals(List.of(), parsed.warnings());
    assertEquals(
        new Configuration(
            0,
            5,
            10,
            2,
            true,
            false,
            true,
            3,
            110,
            0,
            1_500,
            1_400,
            "pod",
            new PolicyRouting(
                PolicyRouting.Layout.PER_POD,
                0x1f00,
                0x80,
                false,
                PolicyRouting.SourceNat.OFF,
                List.of(Cidr.parse("10.9.0.0/16"), Cidr.parse("0.0.0.0/0")),
                List.of(Cidr.parse("192.0.2.0/24"))),
            new TreeMap<>(Map.of("team", "net")),
            "blue",
            false,
            false,
            false,
            3_000,
            LogLevel.DEBUG,
            new ListenAddress(IpAddress.parse("::1"), 0),
            Path.of("/a/s"),
            Path.of("/a/p"),
            Path.of("/a/j"),
            Path.of("/a/i"),
            5_000,
            40,
            60_000,
            URI.create("http://127.0.0.1:1338"),
            URI.create("http://127.0.0.1:8000/"),
            new StaticCredentials("id", "secret", "token")),
        parsed.configuration());
  }

  @Test
  void metadataOnly_parsed_changesNothingAtEc2() {
    Configuration configuration = valid(Map.of("ENABLE_IMDS_ONLY_MODE", "true")).configuration();

    assertTrue(configuration.metadataOnly());
    assertFalse(configuration.provisioning());
  }

  @Test
  void severalProblems_parsed_areAllToldWithKeyValueAndRange() {
    Parsed.Invalid invalid =
        invalid(
            Map.of(
                "WARM_IP_TARGET", "-1",
                "POD_MTU", "9002",
                "AWS_VPC_K8S_CNI_VETHPREFIX", "eth",
                "BERTH_SOCKET", "run/s",
                "ENABLE_POD_ENI", "true"));

    assertEquals(
        List.of(
            "AWS_VPC_K8S_CNI_VETHPREFIX='eth' must be 1 to 4 letters, digits, '-' or '_'; not eth,"
                + " lo or vlan",
            "BERTH_SOCKET='run/s' must be an absolute path of at most 107 bytes",
            "ENABLE_POD_ENI='true' must be false, because this is not supported yet: pods have the"
                + " node's security groups",
            "POD_MTU='9002' must be 576 to 9001",
            "WARM_IP_TARGET='-1' must be 0 to 10000"),
        invalid.problems().stream().map(Problem::sentence).sorted().toList());
    assertEquals(5, invalid.text().lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WARM_ENI_TARGET|101",
        "WARM_ENI_TARGET|one",
        "WARM_IP_TARGET|10001",
        "MINIMUM_IP_TARGET|1.5",
        "MAX_ENI|0",
        "MAX_ENI|1001",
        "BERTH_MAX_PODS|0",
        "IP_COOLDOWN_PERIOD|-1",
        "IP_COOLDOWN_PERIOD|30s",
        "AWS_VPC_ENI_MTU|575",
        "AWS_VPC_ENI_MTU|9002",
        "AWS_VPC_K8S_CNI_VETHPREFIX|eniii",
        "AWS_VPC_K8S_CNI_VETHPREFIX|a/b",
        "AWS_VPC_K8S_CNI_VETHPREFIX|lo",
        "ADDITIONAL_ENI_TAGS|{",
        "ADDITIONAL_ENI_TAGS|[]",
        "ADDITIONAL_ENI_TAGS|{\"a\":1}",
        "ADDITIONAL_ENI_TAGS|{\"aws:a\":\"b\"}",
        "ADDITIONAL_ENI_TAGS|{\"\":\"b\"}",
        "MANAGE_UNTAGGED_ENI|yes",
        "HTTP_TIMEOUT|0",
        "AWS_VPC_K8S_CNI_LOGLEVEL|loud",
        "DISABLE_METRICS|no",
        "BERTH_METRICS_ADDRESS|localhost:1",
        "BERTH_METRICS_ADDRESS|:61678",
        "BERTH_METRICS_ADDRESS|127.0.0.1",
        "BERTH_METRICS_ADDRESS|127.0.0.1:65536",
        "BERTH_METRICS_ADDRESS|::1:80",
        "BERTH_JOURNAL|journal",
        "BERTH_ADD_TIMEOUT_MILLIS|99",
        "BERTH_FLEET_SIZE|-1",
        "BERTH_EC2_LAG_SECONDS|601",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT|169.254.169.254",
        "AWS_ENDPOINT_URL_EC2|ftp://a",
        "AWS_EC2_ENDPOINT|http://",
      })
  void valueOutOfRange_parsed_isTheOnlyProblem(String key, String value) {
    Parsed.Invalid invalid = invalid(Map.of(key, value));

    assertEquals(
        List.of(new Problem(key, value, Setting.valueOf(key).legal())), invalid.problems());
  }

  @Test
  void socketPathTooLong_parsed_isAProblem() {
    assertInstanceOf(
        Parsed.Valid.class, Configuration.parse(Map.of("BERTH_SOCKET", "/" + "s".repeat(106))));
    invalid(Map.of("BERTH_SOCKET", "/" + "s".repeat(107)));
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void emptyValue_parsed_countsAsUnset(Setting setting) {
    assertEquals(valid(Map.of()).configuration(), valid(Map.of(setting.key(), "")).configuration());
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void settings_listed_haveRangeAndOneSentence(Setting setting) {
    assertFalse(setting.legal().isEmpty());
    assertTrue(setting.meaning().endsWith("."), setting.meaning());
    assertEquals(1, setting.meaning().split("\\. ", -1).length, setting.meaning());
  }

  @Test
  void defaults_setExplicitly_changeNothing() {
    Map<String, String> defaults = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      defaults.put(setting.key(), setting.defaultText());
    }

    assertEquals(valid(Map.of()), valid(defaults));
  }

  @Test
  void halfOfTheCredentials_parsed_isAProblemWithoutTheSecret() {
    assertEquals(
        "AWS_ACCESS_KEY_ID='' must be not empty, together with AWS_SECRET_ACCESS_KEY",
        invalid(Map.of("AWS_SECRET_ACCESS_KEY", "hush")).text());
    StaticCredentials credentials =
        valid(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hush"))
            .configuration()
            .credentials();
    assertNotNull(credentials);
    assertEquals("StaticCredentials[id]", credentials.toString());
  }

  @Test
  void twoEndpoints_parsed_useTheSdksNameAndWarn() {
    Parsed.Valid parsed =
        valid(Map.of("AWS_ENDPOINT_URL_EC2", "http://a", "AWS_EC2_ENDPOINT", "http://b"));

    assertEquals(URI.create("http://a"), parsed.configuration().ec2Endpoint());
    assertEquals(
        List.of("AWS_ENDPOINT_URL_EC2=http://a is used; AWS_EC2_ENDPOINT=http://b has no effect"),
        parsed.warnings());
    assertEquals(
        URI.create("http://b"),
        valid(Map.of("AWS_EC2_ENDPOINT", "http://b")).configuration().ec2Endpoint());
  }

  @Test
  void reservedTag_parsed_isLeftOutWithAWarning() {
    Parsed.Valid parsed =
        valid(
            Map.of(
                "ADDITIONAL_ENI_TAGS",
                "{\"a\":\"b\",\"eks:eni:owner\":\"me\",\"node.k8s.amazonaws.com/instance_id\":\"x\"}"));

    assertEquals(Map.of("a", "b"), parsed.configuration().additionalEniTags());
    assertEquals(
        List.of(
            "ADDITIONAL_ENI_TAGS: the tag 'eks:eni:owner' is left out; only the daemon may set it",
            "ADDITIONAL_ENI_TAGS: the tag 'node.k8s.amazonaws.com/instance_id' is left out; only"
                + " the daemon may set it"),
        parsed.warnings());
  }

  @Test
  void podMtuAboveEniMtu_parsed_warns() {
    assertEquals(
        List.of(
            "POD_MTU=9001 is larger than AWS_VPC_ENI_MTU=1500; large packets from pods will be"
                + " dropped"),
        valid(Map.of("AWS_VPC_ENI_MTU", "1500", "POD_MTU", "9001")).warnings());
  }

  @Test
  void metricsSwitchedOff_parsed_haveNoAddress() {
    assertNull(valid(Map.of("DISABLE_METRICS", "true")).configuration().metricsAddress());
  }

  @Test
  void maxEniMinusOne_parsed_isNoCap() {
    assertEquals(Integer.MAX_VALUE, valid(Map.of("MAX_ENI", "-1")).configuration().maxEni());
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG,1",
    "ENABLE_IPv6,true",
    "ENABLE_IPv4,false",
    "ENABLE_POD_ENI,T",
    "NETWORK_POLICY_ENFORCING_MODE,Strict",
  })
  void notSupportedAndChangingPods_parsed_isRefused(String key, String value) {
    Problem problem = invalid(Map.of(key, value)).problems().getFirst();

    assertEquals(key, problem.key());
    assertTrue(problem.legal().contains("supported yet: "), problem.legal());
  }

  @Test
  void notSupportedButHarmless_parsed_warns() {
    assertEquals(
        List.of(
            "ANNOTATE_POD_IP='true' must be false, because this is not supported yet: pods are not"
                + " annotated"),
        valid(Map.of("ANNOTATE_POD_IP", "true")).warnings());
  }

  @Test
  void incumbentsManifest_parsed_startsWithWarnings() {
    Map<String, String> manifest =
        Map.ofEntries(
            Map.entry("ADDITIONAL_ENI_TAGS", "{}"),
            Map.entry("ANNOTATE_POD_IP", "false"),
            Map.entry("AWS_VPC_CNI_NODE_PORT_SUPPORT", "true"),
            Map.entry("AWS_VPC_ENI_MTU", "9001"),
            Map.entry("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
            Map.entry("AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
            Map.entry("AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
            Map.entry("AWS_VPC_K8S_CNI_RANDOMIZESNAT", "prng"),
            Map.entry("AWS_VPC_K8S_CNI_VETHPREFIX", "eni"),
            Map.entry("DISABLE_INTROSPECTION", "false"),
            Map.entry("DISABLE_METRICS", "false"),
            Map.entry("DISABLE_NETWORK_RESOURCE_PROVISIONING", "false"),
            Map.entry("ENABLE_IPv4", "true"),
            Map.entry("ENABLE_IPv6", "false"),
            Map.entry("ENABLE_POD_ENI", "false"),
            Map.entry("ENABLE_PREFIX_DELEGATION", "false"),
            Map.entry("NETWORK_POLICY_ENFORCING_MODE", "standard"),
            Map.entry("WARM_ENI_TARGET", "1"),
            Map.entry("WARM_PREFIX_TARGET", "1"));

    assertEquals(List.of(), valid(manifest).warnings());
  }

  @Test
  void markMask_sharesABitWithTheConnectionMark_isRefused() {
    assertEquals(
        "BERTH_MARK_MASK='0xff' must be a number with at least 5 bits, all side by side, none of"
            + " AWS_VPC_K8S_CNI_CONNMARK",
        invalid(Map.of("BERTH_MARK_MASK", "0xff")).text());
  }

  @Test
  void routingSettings_wrong_areAllNamed() {
    List<String> problems =
        invalid(
                Map.of(
                    "BERTH_POLICY_ROUTING", "both",
                    "BERTH_MARK_MASK", "0x55",
                    "AWS_VPC_K8S_CNI_CONNMARK", "0",
                    "AWS_VPC_K8S_CNI_RANDOMIZESNAT", "yes",
                    "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "10.0.0.0/8,fd00::/8",
                    "AWS_EXTERNAL_SERVICE_CIDRS", "10.0.0.0/33"))
            .text()
            .lines()
            .toList();
    assertEquals(6, problems.size(), problems::toString);
  }

  @Test
  void notSupportedSettings_listed_areNotSettings() {
    List<String> settings = Arrays.stream(Setting.values()).map(Setting::key).toList();
    for (NotSupported setting : NotSupported.values()) {
      assertFalse(settings.contains(setting.name()), setting.name());
    }
  }

  private static Parsed.Valid valid(Map<String, String> environment) {
    return assertInstanceOf(Parsed.Valid.class, Configuration.parse(environment));
  }

  private static Parsed.Invalid invalid(Map<String, String> environment) {
    return assertInstanceOf(Parsed.Invalid.class, Configuration.parse(environment));
  }
}

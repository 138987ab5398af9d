package io.berth.ipamd.config;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.SourceNat;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a [Configuration] once, collecting problems and warnings on the way. A value that is not
/// legal is replaced by its default so that the rest can be read too.
final class ConfigurationParser {

  /// Length of `sun_path` without its end (unix(7)).
  private static final int MAX_SOCKET_PATH_BYTES = 107;

  private static final int MAX_PATH_BYTES = 4_095;

  private final Map<String, String> environment;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ConfigurationParser(Map<String, String> environment) {
    this.environment = environment;
  }

  Parsed parse() {
    int eniMtu = integer(Setting.AWS_VPC_ENI_MTU, 576, 9_001);
    int podMtu = podMtu(eniMtu);
    boolean metrics = !bool(Setting.DISABLE_METRICS);
    ListenAddress metricsAddress = value(Setting.BERTH_METRICS_ADDRESS, Values::listenAddress);
    Configuration configuration =
        new Configuration(
            integer(Setting.WARM_ENI_TARGET, 0, 100),
            optional(Setting.WARM_IP_TARGET, 0, 10_000, 0),
            optional(Setting.MINIMUM_IP_TARGET, 0, 10_000, 0),
            optional(Setting.WARM_PREFIX_TARGET, 0, 1_000, 0),
            bool(Setting.ENABLE_PREFIX_DELEGATION),
            !bool(Setting.DISABLE_NETWORK_RESOURCE_PROVISIONING)
                && !bool(Setting.ENABLE_IMDS_ONLY_MODE),
            bool(Setting.ENABLE_IMDS_ONLY_MODE),
            maxEni(),
            optional(Setting.BERTH_MAX_PODS, 1, 10_000, Integer.MAX_VALUE),
            integer(Setting.IP_COOLDOWN_PERIOD, 0, 3_600) * 1_000L,
            eniMtu,
            podMtu,
            value(Setting.AWS_VPC_K8S_CNI_VETHPREFIX, Values::hostLinkPrefix),
            policyRouting(),
            tags(),
            value(Setting.CLUSTER_NAME, text -> text.length() <= 256 ? text : null),
            bool(Setting.ENABLE_SUBNET_DISCOVERY),
            !bool(Setting.DISABLE_LEAKED_ENI_CLEANUP),
            bool(Setting.MANAGE_UNTAGGED_ENI),
            integer(Setting.HTTP_TIMEOUT, 1, 300) * 1_000L,
            value(Setting.AWS_VPC_K8S_CNI_LOGLEVEL, Values::logLevel),
            metrics ? metricsAddress : null,
            path(Setting.BERTH_SOCKET, MAX_SOCKET_PATH_BYTES),
            path(Setting.BERTH_SPOOL, MAX_PATH_BYTES),
            path(Setting.BERTH_JOURNAL, MAX_PATH_BYTES),
            path(Setting.AWS_VPC_K8S_CNI_BACKING_STORE, MAX_PATH_BYTES),
            integer(Setting.BERTH_ADD_TIMEOUT_MILLIS, 100, 110_000),
            optional(Setting.BERTH_FLEET_SIZE, 0, 100_000, 0),
            integer(Setting.BERTH_EC2_LAG_SECONDS, 0, 600) * 1_000L,
            value(Setting.AWS_EC2_METADATA_SERVICE_ENDPOINT, Values::url),
            ec2Endpoint(),
            credentials());
    notSupported();
    return problems.isEmpty()
        ? new Parsed.Valid(configuration, warnings)
        : new Parsed.Invalid(problems);
  }

  private String text(Setting setting) {
    return environment.getOrDefault(setting.key(), "");
  }

  /// A value that has a legal default.
  private <T> T value(Setting setting, Function<String, @Nullable T> read) {
    String text = text(setting);
    T value = text.isEmpty() ? null : read.apply(text);
    if (value != null) {
      return value;
    }
    if (!text.isEmpty()) {
      problem(setting);
    }
    T fallback = read.apply(setting.defaultText());
    if (fallback == null) {
      throw new IllegalStateException("the default of " + setting.key() + " is not legal");
    }
    return fallback;
  }

  private int integer(Setting setting, int least, int most) {
    return value(setting, text -> Values.integer(text, least, most));
  }

  private int optional(Setting setting, int least, int most, int unset) {
    if (text(setting).isEmpty()) {
      return unset;
    }
    Integer value = Values.integer(text(setting), least, most);
    if (value == null) {
      problem(setting);
      return unset;
    }
    return value;
  }

  private boolean bool(Setting setting) {
    return value(setting, Values::bool);
  }

  private Path path(Setting setting, int mostBytes) {
    return value(setting, text -> Values.absolutePath(text, mostBytes));
  }

  private int maxEni() {
    return text(Setting.MAX_ENI).equals("-1")
        ? Integer.MAX_VALUE
        : optional(Setting.MAX_ENI, 1, 1_000, Integer.MAX_VALUE);
  }

  private int podMtu(int eniMtu) {
    int podMtu = optional(Setting.POD_MTU, 576, 9_001, eniMtu);
    if (podMtu > eniMtu) {
      warnings.add(
          "POD_MTU="
              + podMtu
              + " is larger than AWS_VPC_ENI_MTU="
              + eniMtu
              + "; large packets from pods will be dropped");
    }
    return podMtu;
  }

  private PolicyRouting policyRouting() {
    int mask = value(Setting.BERTH_MARK_MASK, RoutingValues::markMask);
    int connectionMark = value(Setting.AWS_VPC_K8S_CNI_CONNMARK, RoutingValues::mark);
    if ((mask & connectionMark) != 0) {
      problem(Setting.BERTH_MARK_MASK);
      mask = PolicyRouting.DEFAULT.markMask();
      connectionMark = PolicyRouting.DEFAULT.connectionMark();
    }
    SourceNat sourceNat = value(Setting.AWS_VPC_K8S_CNI_RANDOMIZESNAT, RoutingValues::sourceNat);
    return new PolicyRouting(
        value(Setting.BERTH_POLICY_ROUTING, RoutingValues::layout),
        mask,
        connectionMark,
        bool(Setting.AWS_VPC_CNI_NODE_PORT_SUPPORT),
        bool(Setting.AWS_VPC_K8S_CNI_EXTERNALSNAT) ? SourceNat.OFF : sourceNat,
        value(Setting.AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, RoutingValues::cidrs),
        value(Setting.AWS_EXTERNAL_SERVICE_CIDRS, RoutingValues::cidrs));
  }

  private SortedMap<String, String> tags() {
    SortedMap<String, String> tags =
        new TreeMap<>(value(Setting.ADDITIONAL_ENI_TAGS, AdditionalEniTags::parse));
    for (String key : AdditionalEniTags.removeReserved(tags)) {
      warnings.add(
          "ADDITIONAL_ENI_TAGS: the tag '" + key + "' is left out; only the daemon may set it");
    }
    return tags;
  }

  private @Nullable URI ec2Endpoint() {
    URI first = url(Setting.AWS_ENDPOINT_URL_EC2);
    URI second = url(Setting.AWS_EC2_ENDPOINT);
    if (first != null && second != null && !first.equals(second)) {
      warnings.add(
          "AWS_ENDPOINT_URL_EC2="
              + first
              + " is used; AWS_EC2_ENDPOINT="
              + second
              + " has no effect");
    }
    return first != null ? first : second;
  }

  private @Nullable URI url(Setting setting) {
    if (text(setting).isEmpty()) {
      return null;
    }
    URI url = Values.url(text(setting));
    if (url == null) {
      problem(setting);
    }
    return url;
  }

  private @Nullable StaticCredentials credentials() {
    String id = text(Setting.AWS_ACCESS_KEY_ID);
    String secret = text(Setting.AWS_SECRET_ACCESS_KEY);
    if (id.isEmpty() && !secret.isEmpty()) {
      problem(Setting.AWS_ACCESS_KEY_ID);
    }
    if (secret.isEmpty() && !id.isEmpty()) {
      problem(Setting.AWS_SECRET_ACCESS_KEY);
    }
    return id.isEmpty() || secret.isEmpty()
        ? null
        : new StaticCredentials(id, secret, text(Setting.AWS_SESSION_TOKEN));
  }

  private void notSupported() {
    for (NotSupported setting : NotSupported.values()) {
      if (setting.isAskedBy(environment)) {
        Problem problem = setting.problem(environment.getOrDefault(setting.name(), ""));
        switch (setting.verdict()) {
          case REFUSE -> problems.add(problem);
          case WARN -> warnings.add(problem.sentence());
        }
      }
    }
  }

  private void problem(Setting setting) {
    String value = text(setting);
    String shown = setting.isSecret() && !value.isEmpty() ? "(hidden)" : value;
    problems.add(new Problem(setting.key(), shown, setting.legal()));
  }
}

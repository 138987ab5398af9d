package io.berth.ipamd.cni;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.LeaseKey;
import io.berth.wire.CniRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a request into a valid call, checking in the order of the reference skeleton, so that a
/// call with several faults gets the same code: variables, readability of stdin, JSON and network
/// name, verb, version, then what the verb needs.
///
/// DEL looks at nothing but key and version: it must succeed with a configuration that changed
/// since ADD, and the runtime would repeat a failing one without end.
final class CniDecoder {

  /// IFALIASZ of the kernel is 256 with the closing zero; a link's alias names its lease.
  private static final int MAX_ALIAS_BYTES = 255;

  private final CniDefaults defaults;

  CniDecoder(CniDefaults defaults) {
    this.defaults = defaults;
  }

  CniDecoding decode(CniRequest request) {
    CniVersion version = CniVersion.NEWEST;
    try {
      CniEnvironment environment = CniEnvironment.of(request);
      if (environment.command().equals("VERSION")) {
        return new CniDecoding.Valid(new CniCall.Version(versionToEcho(request.stdin())));
      }
      Json.Members configuration = configuration(request.stdin());
      String network = networkName(configuration);
      CniVersion known = CniVersion.of(textOrEmpty(configuration, "cniVersion"));
      version = known == null ? CniVersion.NEWEST : known;
      return new CniDecoding.Valid(call(environment, configuration, network));
    } catch (Refused refused) {
      return new CniDecoding.Invalid(refused.toError(version));
    }
  }

  private CniCall call(CniEnvironment environment, Json.Members configuration, String network)
      throws Refused {
    return switch (environment.command()) {
      case "ADD" -> add(environment, configuration, network);
      case "DEL" -> new CniCall.Delete(spoken(configuration), key(environment, network));
      case "CHECK" -> check(environment, configuration, network);
      case "GC" -> {
        CniVersion version = atLeast(CniVersion.V1_1_0, configuration, "GC");
        yield new CniCall.Gc(version, network, ValidAttachments.of(configuration, network));
      }
      case "STATUS" -> new CniCall.Status(atLeast(CniVersion.V1_1_0, configuration, "STATUS"));
      default ->
          throw new Refused(
              CniErrorCode.INVALID_ENVIRONMENT, "unknown CNI_COMMAND: " + environment.command());
    };
  }

  /// A `prevResult` is not looked at: the plugin that makes the pod's interface is the first of its
  /// chain.
  private CniCall.Add add(CniEnvironment environment, Json.Members configuration, String network)
      throws Refused {
    CniVersion version = spoken(configuration);
    CniNames.checkNoTemplate(environment.interfaceName());
    LeaseKey key = key(environment, network);
    checkAliasFits(key);
    return new CniCall.Add(
        version,
        key,
        CniArguments.podName(environment.args()),
        environment.netns(),
        environment.namespaceOverride(),
        LinkSettings.of(configuration, defaults),
        Dns.of(configuration));
  }

  private static CniCall.Check check(
      CniEnvironment environment, Json.Members configuration, String network) throws Refused {
    CniVersion version = atLeast(CniVersion.V0_4_0, configuration, "CHECK");
    return new CniCall.Check(
        version,
        key(environment, network),
        environment.netns(),
        PreviousResult.of(
            configuration, version, environment.interfaceName(), environment.netns()));
  }

  private static LeaseKey key(CniEnvironment environment, String network) {
    return new LeaseKey(network, environment.containerId(), environment.interfaceName());
  }

  private static void checkAliasFits(LeaseKey key) throws Refused {
    int bytes = (PodLink.ALIAS_PREFIX + key).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_ALIAS_BYTES) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT,
          "CNI_CONTAINERID and network name are too long: with CNI_IFNAME they take "
              + bytes
              + " bytes of a link's alias, at most "
              + MAX_ALIAS_BYTES
              + " fit",
          key.toString());
    }
  }

  private static Json.Members configuration(@Nullable String stdin) throws Refused {
    if (stdin == null) {
      throw new Refused(
          CniErrorCode.IO_FAILURE, "error reading from stdin: the executable could not read it");
    }
    return switch (JsonText.read(stdin)) {
      case JsonText.Read(Json.Members members) -> members;
      case JsonText.Read(Json.Null _) -> new Json.Members(List.of());
      case JsonText.Read(Json other) ->
          throw undecodable("the configuration is " + other + ", must be an object");
      case JsonText.Unreadable(String sentence) -> throw undecodable(sentence);
    };
  }

  private static Refused undecodable(String what) {
    return new Refused(CniErrorCode.DECODING_FAILURE, "error unmarshall network config: " + what);
  }

  private static String networkName(Json.Members configuration) throws Refused {
    Json name = configuration.get("name");
    if (name != null && !(name instanceof Json.Text)) {
      throw undecodable("name is " + name + ", must be a string");
    }
    String network = name instanceof Json.Text(String text) ? text : "";
    CniNames.checkNetworkName(network);
    return network;
  }

  /// Verbs that came later compare versions, so for them a malformed version is an error of its
  /// own.
  private static CniVersion atLeast(CniVersion since, Json.Members configuration, String verb)
      throws Refused {
    String text = versionText(configuration);
    VersionNumber number = VersionNumber.parse(text);
    if (number == null) {
      throw new Refused(
          CniErrorCode.DECODING_FAILURE,
          "cniVersion '" + text + "' is not a version: it must be one to three numbers with dots");
    }
    if (number.compareTo(VersionNumber.of(since)) < 0) {
      throw new Refused(CniErrorCode.INCOMPATIBLE_VERSION, "config version does not allow " + verb);
    }
    if (number.compareTo(VersionNumber.of(CniVersion.NEWEST)) > 0) {
      throw new Refused(CniErrorCode.INCOMPATIBLE_VERSION, "plugin version does not allow " + verb);
    }
    return spoken(configuration);
  }

  private static CniVersion spoken(Json.Members configuration) throws Refused {
    String text = versionText(configuration);
    CniVersion version = CniVersion.of(text);
    if (version == null) {
      throw new Refused(
          CniErrorCode.INCOMPATIBLE_VERSION,
          "incompatible CNI versions",
          "config is \"" + text + "\", plugin supports " + CniVersion.list());
    }
    return version;
  }

  private static String versionText(Json.Members configuration) throws Refused {
    Json value = configuration.get("cniVersion");
    if (value != null && !(value instanceof Json.Text)) {
      throw new Refused(
          CniErrorCode.DECODING_FAILURE, "cniVersion is " + value + ", must be a string");
    }
    return textOrEmpty(configuration, "cniVersion");
  }

  private static String textOrEmpty(Json.Members configuration, String key) {
    return configuration.get(key) instanceof Json.Text(String text) ? text : "";
  }

  /// The specification wants the caller's version repeated; a caller that names none, or one that
  /// is not spoken here, gets the newest.
  private static CniVersion versionToEcho(@Nullable String stdin) {
    if (stdin != null
        && JsonText.read(stdin) instanceof JsonText.Read(Json.Members members)
        && members.get("cniVersion") instanceof Json.Text(String text)
        && !text.isEmpty()) {
      CniVersion version = CniVersion.of(text);
      return version == null ? CniVersion.NEWEST : version;
    }
    return CniVersion.NEWEST;
  }
}

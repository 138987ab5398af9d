package io.berth.ipamd.config;

import io.berth.ipam.link.PolicyRouting;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All settings of the daemon, read once when it starts. [Setting] says what each means.
///
/// @param warmEniTarget ENIs' worth of free addresses
/// @param warmIpTarget free addresses; 0 when not set
/// @param minimumIpTarget addresses in all; 0 when not set
/// @param warmPrefixTarget prefixes' worth of free addresses; 0 when not set
/// @param prefixDelegation whether addresses come in prefixes
/// @param provisioning whether anything may be changed at EC2; never with `metadataOnly`
/// @param metadataOnly whether EC2 is not called at all
/// @param maxEni cap on ENIs; [Integer#MAX_VALUE] when not set
/// @param maxPods cap on addresses; [Integer#MAX_VALUE] when not set
/// @param coolingMillis cooling time of a released address
/// @param eniMtuBytes MTU of ENIs
/// @param podMtuBytes MTU of pods' links
/// @param hostLinkPrefix begin of the names of pods' links
/// @param policyRouting how packets of pods find their ENI, and whose address they carry outside
/// @param additionalEniTags further tags for ENIs
/// @param clusterName empty when not set
/// @param subnetDiscovery whether other subnets of the zone may be used, as their tags say
/// @param leakedEniCleanup whether ENIs that were left behind are deleted
/// @param manageUntaggedEnis whether to use ENIs without this instance's tag
/// @param httpTimeoutMillis within which EC2 must answer
/// @param logLevel what is logged
/// @param metricsAddress where metrics are served; `null` when they are not
/// @param socket where the CNI executable is answered
/// @param spool where it leaves deletions
/// @param journal the file of leases
/// @param incumbentFile where amazon-vpc-cni-k8s remembers its pods
/// @param addTimeoutMillis how long an ADD may wait for an address
/// @param fleetSize nodes that call EC2 for the same account and region; 0 when not known
/// @param ec2LagMillis how long after a change EC2's descriptions may not show it
/// @param metadataEndpoint the metadata service
/// @param ec2Endpoint EC2; `null` for the region's own
/// @param credentials static ones; `null` for the instance's role
public record Configuration(
    int warmEniTarget,
    int warmIpTarget,
    int minimumIpTarget,
    int warmPrefixTarget,
    boolean prefixDelegation,
    boolean provisioning,
    boolean metadataOnly,
    int maxEni,
    int maxPods,
    long coolingMillis,
    int eniMtuBytes,
    int podMtuBytes,
    String hostLinkPrefix,
    PolicyRouting policyRouting,
    SortedMap<String, String> additionalEniTags,
    String clusterName,
    boolean subnetDiscovery,
    boolean leakedEniCleanup,
    boolean manageUntaggedEnis,
    long httpTimeoutMillis,
    LogLevel logLevel,
    @Nullable ListenAddress metricsAddress,
    Path socket,
    Path spool,
    Path journal,
    Path incumbentFile,
    long addTimeoutMillis,
    int fleetSize,
    long ec2LagMillis,
    URI metadataEndpoint,
    @Nullable URI ec2Endpoint,
    @Nullable StaticCredentials credentials) {

  public Configuration {
    additionalEniTags = Collections.unmodifiableSortedMap(new TreeMap<>(additionalEniTags));
  }

  /// Reads all settings from an environment. Never throws; finds all problems, not only the first.
  public static Parsed parse(Map<String, String> environment) {
    return new ConfigurationParser(environment).parse();
  }
}

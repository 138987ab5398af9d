package io.berth.ipamd;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.reconcile.ClusterSettings;
import io.berth.ipam.reconcile.ControlSettings;
import io.berth.ipamd.config.Configuration;

/// The configuration in the core's words. Pure functions.
final class CoreSettings {

  /// Between two looks at EC2 while nothing is suspicious.
  private static final long AUDIT_MILLIS = 300_000;

  private CoreSettings() {}

  /// Prefixes where they are asked for and the type takes them.
  static AddressKind kind(Configuration configuration, InstanceLimits limits) {
    return configuration.prefixDelegation() && limits.supportsPrefixes()
        ? AddressKind.PREFIX
        : AddressKind.SINGLE;
  }

  static WarmTargets targets(Configuration configuration) {
    int maxEni = configuration.maxEni() == Integer.MAX_VALUE ? 0 : configuration.maxEni();
    return new WarmTargets(
        configuration.warmEniTarget(),
        configuration.warmIpTarget(),
        configuration.minimumIpTarget(),
        configuration.warmPrefixTarget(),
        maxEni,
        configuration.maxPods());
  }

  static ControlSettings control(Configuration configuration, InstanceLimits limits) {
    return new ControlSettings(
        kind(configuration, limits),
        configuration.provisioning(),
        configuration.coolingMillis(),
        configuration.eniMtuBytes(),
        configuration.additionalEniTags(),
        new ClusterSettings(
            configuration.clusterName(),
            configuration.subnetDiscovery(),
            configuration.leakedEniCleanup()),
        AUDIT_MILLIS,
        configuration.ec2LagMillis(),
        configuration.fleetSize());
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.IpAddress;

/// Texts that AWS derives from other things.
public final class DerivedNames {

  private DerivedNames() {}

  /// The host name of an address. Source: VPC user guide, "DNS attributes": us-east-1 differs from
  /// all other regions.
  public static String privateDns(IpAddress address, String region) {
    String host = "ip-" + address.toString().replace('.', '-');
    return region.equals("us-east-1")
        ? host + ".ec2.internal"
        : host + "." + region + ".compute.internal";
  }

  /// An id of a zone that is the same for all accounts, made from the zone's letter: `use1-az1` for
  /// `us-east-1a`.
  public static String zoneId(String zone) {
    char letter = zone.charAt(zone.length() - 1);
    String[] parts = zone.substring(0, zone.length() - 1).split("-", -1);
    StringBuilder id = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      id.append(parts[i].charAt(0));
    }
    return id + "-az" + (letter - 'a' + 1);
  }

  /// `arm64` or `x86_64`. Graviton families have a `g` after the generation, and `a1` is the first
  /// of them; the table of types has no column for it.
  public static String architecture(String instanceType) {
    String family = instanceType.substring(0, instanceType.indexOf('.'));
    return family.equals("a1") || family.matches("[a-z]+\\d+g[a-z0-9-]*") ? "arm64" : "x86_64";
  }
}

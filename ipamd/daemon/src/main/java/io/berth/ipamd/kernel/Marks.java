package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;

/// The numbers by which Berth's objects in the kernel are placed, and told from others'.
final class Marks {

  /// Who made a route or rule, in rtnetlink's `protocol`. A number that iproute2's list of
  /// protocols (`rt_protos`) gives to nobody.
  static final int PROTOCOL = 139;

  /// When deleting: whoever made it (`RTPROT_UNSPEC`).
  static final int ANY_PROTOCOL = 0;

  /// Pods' routes where they are not in the main table. Apart from what the incumbent's numbering
  /// of ENIs (2 and up, 10,000 and up for further cards) and of branch ENIs (101 to 4194) uses.
  static final int POD_TABLE = 139_000;

  /// Priority of "to a pod: the table of its route"; the incumbent's number, like the next four.
  static final int TO_POD_PRIORITY = 512;

  /// Priority of "with the connection's mark: the main table".
  static final int BY_PRIMARY_PRIORITY = 1024;

  /// Priority of "to an external service: the main table".
  static final int EXTERNAL_SERVICE_PRIORITY = 1535;

  /// Priority of "from a pod on a secondary ENI: that ENI's table".
  static final int FROM_POD_PRIORITY = 1536;

  /// Priority of "from a secondary ENI's own address: that ENI's table".
  static final int FROM_ENI_PRIORITY = 32765;

  /// Link group of pods on the ENI at device 0; pods of device n are in this plus n.
  static final int FIRST_POD_GROUP = 100;

  /// Link group of pods on the ENI with the highest device index of one card; the widest card of
  /// any type has 24 ENIs.
  static final int LAST_POD_GROUP = 131;

  /// Links about to be deleted together are in this group plus the number of their worker.
  static final int FIRST_DOOMED_GROUP = 1_390_000;

  /// Loose source validation: the source must be reachable, by whichever link.
  static final int RP_FILTER_LOOSE = 2;

  /// Strict source validation: a pod can send from its own address only.
  static final int RP_FILTER_STRICT = 1;

  private Marks() {}

  static int podGroup(int routeTable) {
    return routeTable == PodLink.MAIN_TABLE ? FIRST_POD_GROUP : FIRST_POD_GROUP + routeTable - 1;
  }

  static boolean isPodGroup(int group) {
    return group >= FIRST_POD_GROUP && group <= LAST_POD_GROUP;
  }

  /// The ENI's table to which a group belongs, the inverse of [#podGroup].
  static int routeTable(int group) {
    return group == FIRST_POD_GROUP ? PodLink.MAIN_TABLE : group - FIRST_POD_GROUP + 1;
  }
}

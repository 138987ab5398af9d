package io.berth.ipamd.cni;

import io.berth.wire.CniRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The variables of a call, checked as the reference skeleton checks them: in its order, a value
/// that is present and invalid fails at once, missing ones are collected into one message. An empty
/// variable counts as missing, and a variable is looked at only for verbs that need it.
///
/// `CNI_PATH` may be absent: the specification makes it optional, and Berth delegates to nobody.
///
/// @param command the verb, not empty; may be unknown
/// @param containerId empty when the verb needs none
/// @param netns empty when the verb needs none or the runtime gave none
/// @param interfaceName empty when the verb needs none
/// @param args as given; empty when absent
/// @param namespaceOverride whether `CNI_NETNS_OVERRIDE` is set
record CniEnvironment(
    String command,
    String containerId,
    String netns,
    String interfaceName,
    String args,
    boolean namespaceOverride) {

  static CniEnvironment of(CniRequest request) throws Refused {
    String command = text(request.command());
    boolean attachment =
        switch (command) {
          case "ADD", "CHECK", "DEL" -> true;
          default -> false;
        };
    boolean namespace = attachment && !command.equals("DEL");
    List<String> missing = new ArrayList<>(4);
    if (command.isEmpty()) {
      missing.add("CNI_COMMAND");
    }
    String containerId = text(request.containerId());
    if (attachment && containerId.isEmpty()) {
      missing.add("CNI_CONTAINERID");
    } else if (attachment) {
      CniNames.checkContainerId(containerId);
    }
    String netns = text(request.netns());
    if (namespace && netns.isEmpty()) {
      missing.add("CNI_NETNS");
    }
    String interfaceName = text(request.ifname());
    if (attachment && interfaceName.isEmpty()) {
      missing.add("CNI_IFNAME");
    } else if (attachment) {
      CniNames.checkInterfaceName(interfaceName);
    }
    if (!missing.isEmpty()) {
      throw new Refused(
          CniErrorCode.INVALID_ENVIRONMENT,
          "required env variables [" + String.join(",", missing) + "] missing");
    }
    return new CniEnvironment(
        command,
        containerId,
        netns,
        interfaceName,
        text(request.args()),
        isTrue(text(request.netnsOverride())));
  }

  /// `1`, or `true` in any case, as the reference library reads its switches.
  static boolean isTrue(String value) {
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}

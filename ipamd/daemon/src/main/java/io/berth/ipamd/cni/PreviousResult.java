package io.berth.ipamd.cni;

import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a CHECK says that ADD answered. Plugins later in the chain may have added interfaces,
/// addresses and routes, so only the pod's own interface is looked for.
///
/// @param addresses those of the pod's interface; empty when the result ties none to it
record PreviousResult(List<IpAddress> addresses) {

  PreviousResult {
    addresses = List.copyOf(addresses);
  }

  /// Finds the pod's interface in the result.
  ///
  /// @param version the configuration's, which is also the result's when that names none
  static PreviousResult of(
      Json.Members configuration, CniVersion version, String interfaceName, String netns)
      throws Refused {
    Json value = configuration.get("prevResult");
    if (value == null) {
      throw new Refused(CniErrorCode.INVALID_CONFIGURATION, "Required prevResult missing");
    }
    if (!(value instanceof Json.Members result)) {
      throw new Refused(
          CniErrorCode.DECODING_FAILURE, "could not parse prevResult: it is " + value);
    }
    checkVersion(result, version);
    List<Json> interfaces = items(result, "interfaces");
    int index = indexOf(interfaces, interfaceName, netns);
    return new PreviousResult(addresses(items(result, "ips"), index));
  }

  private static void checkVersion(Json.Members result, CniVersion configured) throws Refused {
    Json value = result.get("cniVersion");
    CniVersion version =
        switch (value) {
          case null -> configured;
          case Json.Text(String text) -> text.isEmpty() ? configured : CniVersion.of(text);
          case Json _ -> null;
        };
    if (version == null || !version.isAtLeast(CniVersion.V0_3_0)) {
      throw new Refused(
          CniErrorCode.DECODING_FAILURE,
          "could not parse prevResult: its cniVersion is "
              + value
              + ", must be one from 0.3.0 to "
              + CniVersion.NEWEST.text());
    }
  }

  private static List<Json> items(Json.Members result, String key) throws Refused {
    return switch (result.get(key)) {
      case null -> List.of();
      case Json.Items(List<Json> items) -> items;
      case Json other ->
          throw new Refused(
              CniErrorCode.DECODING_FAILURE,
              "could not parse prevResult: " + key + " is " + other + ", must be an array");
    };
  }

  private static int indexOf(List<Json> interfaces, String interfaceName, String netns)
      throws Refused {
    String otherSandbox = "";
    for (int i = 0; i < interfaces.size(); i++) {
      if (interfaces.get(i) instanceof Json.Members link
          && link.get("name") instanceof Json.Text(String name)
          && name.equals(interfaceName)
          && link.get("sandbox") instanceof Json.Text(String sandbox)) {
        if (sandbox.equals(netns)) {
          return i;
        }
        otherSandbox = sandbox;
      }
    }
    throw new Refused(
        CniErrorCode.INVALID_CONFIGURATION,
        "Sandbox in prevResult "
            + otherSandbox
            + " doesn't match configured netns: "
            + netns
            + " (interface "
            + interfaceName
            + ")");
  }

  private static List<IpAddress> addresses(List<Json> ips, int index) throws Refused {
    List<IpAddress> addresses = new ArrayList<>(2);
    for (Json ip : ips) {
      if (ip instanceof Json.Members members
          && members.get("interface") instanceof Json.Numeral(String of)
          && of.equals(Integer.toString(index))) {
        addresses.add(address(members.get("address")));
      }
    }
    return addresses;
  }

  private static IpAddress address(@Nullable Json value) throws Refused {
    IpAddress address = null;
    if (value instanceof Json.Text(String text)) {
      int slash = text.indexOf('/');
      address = slash < 0 ? null : IpAddress.tryParse(text.substring(0, slash));
    }
    if (address == null) {
      throw new Refused(
          CniErrorCode.DECODING_FAILURE,
          "could not parse prevResult: address is " + value + ", must be in CIDR notation");
    }
    return address;
  }
}

package io.berth.emulator.ec2;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads values of the domain from parameters, with EC2's refusals.
final class RequestValues {

  private RequestValues() {}

  static IpAddress address(String parameter, String text) {
    IpAddress address = IpAddress.tryParse(text);
    if (address == null || !address.isIpv4()) {
      throw RefusedException.invalid(parameter, text, "Invalid IPv4 address");
    }
    return address;
  }

  static List<IpAddress> addresses(Parameters parameters, String name) {
    return parameters.list(name).stream().map(text -> address(name, text)).toList();
  }

  static Cidr cidr(String parameter, String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(parameter, text, "Invalid CIDR block: " + e.getMessage());
    }
  }

  static List<Cidr> prefixes(Parameters parameters, String name) {
    return parameters.list(name).stream().map(text -> cidr(name, text)).toList();
  }

  /// Checks that an id has the form of its kind: the prefix, a dash, hexadecimal digits.
  ///
  /// @param kind the word in EC2's codes, for example `InvalidSubnetID`
  static String id(String text, String prefix, String kind) {
    String digits = text.startsWith(prefix + "-") ? text.substring(prefix.length() + 1) : "";
    if (digits.isEmpty()
        || !digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw RefusedException.of(
          kind + ".Malformed", "Invalid id: \"" + text + "\" (expecting \"" + prefix + "-...\")");
    }
    return text;
  }

  /// The tags that the request gives to what it makes.
  ///
  /// @param type what the tags are for, for example `vpc`
  /// @param others further things that the action makes and tags
  static Map<String, String> tagSpecification(
      Parameters parameters, String type, String... others) {
    Map<String, String> tags = new TreeMap<>();
    for (String member : parameters.members("TagSpecification")) {
      String named = parameters.require(member + ".ResourceType");
      if (named.equals(type)) {
        tags.putAll(tags(parameters, member + ".Tag"));
      } else if (!List.of(others).contains(named)) {
        throw RefusedException.of(
            "InvalidParameterValue",
            "'" + named + "' is not a valid taggable resource type for this operation.");
      }
    }
    return tags;
  }

  static IpAddress ipv6Address(String parameter, String text) {
    IpAddress address = IpAddress.tryParse(text);
    if (address == null || address.isIpv4()) {
      throw RefusedException.invalid(parameter, text, "Invalid IPv6 address");
    }
    return address;
  }

  /// The tags `name.1.Key`, `name.1.Value` and so on.
  static Map<String, String> tags(Parameters parameters, String name) {
    Map<String, String> tags = new TreeMap<>();
    for (String member : parameters.members(name)) {
      String key = parameters.require(member + ".Key");
      if (tags.put(key, parameters.text(member + ".Value", "")) != null) {
        throw RefusedException.of(
            "InvalidParameterValue", "Duplicate tag key '" + key + "' specified.");
      }
    }
    return tags;
  }
}

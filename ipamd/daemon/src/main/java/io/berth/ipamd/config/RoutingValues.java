package io.berth.ipamd.config;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.link.PolicyRouting.SourceNat;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads single values of policy routing; `null` for what is not legal.
final class RoutingValues {

  /// Each becomes two rules of a table that is written in one piece, and one ip rule that each
  /// packet passes.
  static final int MAX_CIDRS = 64;

  private static final long MAX_MARK = 0xffff_ffffL;

  private RoutingValues() {}

  static @Nullable Layout layout(String text) {
    return switch (text) {
      case "constant" -> Layout.CONSTANT;
      case "per-pod" -> Layout.PER_POD;
      default -> null;
    };
  }

  static @Nullable SourceNat sourceNat(String text) {
    return switch (text) {
      case "prng" -> SourceNat.FULLY_RANDOM;
      case "hashrandom" -> SourceNat.RANDOM;
      case "none" -> SourceNat.KEEP_PORT;
      default -> null;
    };
  }

  /// A number of 32 bits that is not 0, in any of Go's notations: the incumbent takes them.
  static @Nullable Integer mark(String text) {
    String digits = text.replace("_", "").toLowerCase(java.util.Locale.ROOT);
    try {
      long value =
          digits.startsWith("0x")
              ? Long.parseLong(digits.substring(2), 16)
              : digits.startsWith("0b")
                  ? Long.parseLong(digits.substring(2), 2)
                  : digits.startsWith("0o")
                      ? Long.parseLong(digits.substring(2), 8)
                      : Long.parseLong(digits, digits.startsWith("0") ? 8 : 10);
      return value >= 1 && value <= MAX_MARK ? (int) value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable Integer markMask(String text) {
    Integer mask = mark(text);
    return mask != null && PolicyRouting.isMarkMask(mask) ? mask : null;
  }

  /// Blocks as `10.0.0.0/8, 192.168.0.0/16`; none for an empty text. Bits behind the length are
  /// dropped.
  static @Nullable List<Cidr> cidrs(String text) {
    List<Cidr> cidrs = new ArrayList<>();
    if (text.isBlank()) {
      return cidrs;
    }
    for (String part : text.split(",", -1)) {
      Cidr cidr = cidr(part.strip());
      if (cidr == null || cidrs.size() == MAX_CIDRS) {
        return null;
      }
      cidrs.add(cidr);
    }
    return cidrs;
  }

  private static @Nullable Cidr cidr(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.tryParse(text.substring(0, slash));
    Integer length = slash < 0 ? null : Values.integer(text.substring(slash + 1), 0, 32);
    return address != null && length != null && address.isIpv4()
        ? Cidr.containing(address, length)
        : null;
  }
}

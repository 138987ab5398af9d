package io.berth.ipamd.ec2;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parts that an answer of EC2 must have. The SDK gives `null` for what is missing; here that is an
/// [IllegalArgumentException], as for a part that is malformed, and so tells an answer that cannot
/// be used from a defect of the daemon.
final class Answered {

  private Answered() {}

  static <T> T part(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("the answer has no " + name);
    }
    return value;
  }

  static <T> T first(List<T> values, String name) {
    return part(values.isEmpty() ? null : values.getFirst(), name);
  }

  static IpAddress address(@Nullable String text) {
    return IpAddress.parse(part(text, "privateIpAddress"));
  }

  static Cidr block(@Nullable String text) {
    return Cidr.parse(part(text, "block"));
  }
}

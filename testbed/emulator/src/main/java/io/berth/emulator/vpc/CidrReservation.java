package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A part of a subnet that EC2 keeps out of its own choice of addresses. Source: VPC user guide,
/// "Subnet CIDR reservations".
///
/// @param id its id, beginning with `scr-`
/// @param subnet whose it is
/// @param cidr the part, within the subnet
/// @param type what it is kept for
/// @param description for people; may be empty
public record CidrReservation(
    String id, SubnetId subnet, Cidr cidr, Type type, String description) {

  /// What a reservation is kept for.
  public enum Type {
    /// Prefixes that EC2 chooses come from here first.
    PREFIX,
    /// Only what a caller names is taken from here.
    EXPLICIT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The type of this name, or `null`.
    public static @Nullable Type find(String wireName) {
      for (Type type : values()) {
        if (type.wireName().equals(wireName)) {
          return type;
        }
      }
      return null;
    }
  }
}

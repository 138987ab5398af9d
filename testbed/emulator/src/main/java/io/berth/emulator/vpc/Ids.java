package io.berth.emulator.vpc;

import io.berth.ipam.model.MacAddress;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes ids in EC2's form (a prefix and 17 hexadecimal digits) and locally administered unicast
/// MAC addresses, none twice.
final class Ids {

  private static final HexFormat HEX = HexFormat.of();

  /// 02 as the first byte: locally administered, unicast (IEEE 802, section 8).
  private static final long LOCAL_UNICAST = 0x02_0000000000L;

  private static final long MAC_RANDOM_BITS = 0x00_ffffffffffL;

  private final RandomGenerator random;
  private final Set<String> used = new HashSet<>();

  Ids(RandomGenerator random) {
    this.random = random;
  }

  /// @param prefix for example `eni`
  String next(String prefix) {
    String id;
    do {
      id = prefix + "-0" + HEX.toHexDigits(random.nextLong());
    } while (!used.add(id));
    return id;
  }

  MacAddress nextMac() {
    MacAddress mac;
    do {
      mac = new MacAddress(LOCAL_UNICAST | (random.nextLong() & MAC_RANDOM_BITS));
    } while (!used.add(mac.toString()));
    return mac;
  }
}

package io.berth.netlink.nftables;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A table of the family `ip`: IPv4 packets, no others.
///
/// @param name its name, 1 to [#MAX_NAME_BYTES] bytes without spaces
/// @param chains its chains, each with a name of its own; a chain that a rule of another jumps to
///   may stand before or behind it
public record Table(String name, List<Chain> chains) {

  /// Longest name of a table or chain in bytes: `NFT_NAME_MAXLEN` less the final zero.
  public static final int MAX_NAME_BYTES = 255;

  public Table {
    requireName(name);
    chains = List.copyOf(chains);
    Set<String> names = new HashSet<>();
    for (Chain chain : chains) {
      if (!names.add(chain.name())) {
        throw new IllegalArgumentException(
            "table " + name + " has two chains named " + chain.name());
      }
    }
  }

  static void requireName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME_BYTES || name.chars().anyMatch(c -> c <= ' ')) {
      throw new IllegalArgumentException(
          "the name of a table or chain has 1 to "
              + MAX_NAME_BYTES
              + " bytes without spaces: \""
              + name
              + '"');
    }
  }
}

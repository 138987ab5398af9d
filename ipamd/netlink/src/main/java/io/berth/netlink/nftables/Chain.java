package io.berth.netlink.nftables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chain of rules.
///
/// @param name its name, unique in its table
/// @param hook where the kernel enters it; `null` for a chain that only rules lead to. What reaches
///   the end of a chain with a hook is accepted by it
/// @param rules in their order
public record Chain(String name, @Nullable Hook hook, List<ChainRule> rules) {
  public Chain {
    Table.requireName(name);
    rules = List.copyOf(rules);
  }

  /// A chain that rules lead to.
  public static Chain of(String name, List<ChainRule> rules) {
    return new Chain(name, null, rules);
  }
}

package io.berth.netlink.nftables;

/// What becomes of a packet.
public sealed interface Verdict {

  /// This hook is done with it; chains of higher priority see it still.
  record Accept() implements Verdict {}

  /// It is dropped.
  record Drop() implements Verdict {}

  /// Back to the rule behind the jump, or to the end of a chain with a hook.
  record Return() implements Verdict {}

  /// On in another chain, and back afterwards.
  record Jump(String chain) implements Verdict {}

  /// On in another chain, without coming back.
  record Goto(String chain) implements Verdict {}
}

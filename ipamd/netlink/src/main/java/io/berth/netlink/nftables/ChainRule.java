package io.berth.netlink.nftables;

import java.util.List;
import java.util.stream.Collectors;

/// A rule: its expressions are evaluated in order until one does not match or gives a verdict.
///
/// @param expressions at least one
public record ChainRule(List<Expression> expressions) {
  public ChainRule {
    expressions = List.copyOf(expressions);
    if (expressions.isEmpty()) {
      throw new IllegalArgumentException("a rule has at least one expression");
    }
  }

  public static ChainRule of(Expression... expressions) {
    return new ChainRule(List.of(expressions));
  }

  @Override
  public String toString() {
    return expressions.stream().map(Expression::toString).collect(Collectors.joining("; "));
  }
}

package io.berth.ipamd.kernel;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.link.PolicyRouting.SourceNat;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.Route;
import io.berth.netlink.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The rules of policy routing that do not depend on pods, as a function of settings and ENIs.
/// Priorities are the incumbent's.
final class PolicyRules {

  private static final NetAddress.Family IPV4 = NetAddress.Family.IPV4;

  private PolicyRules() {}

  static List<Rule> wanted(PolicyRouting policy, Collection<EniPath> enis) {
    List<Rule> rules = new ArrayList<>();
    boolean constant = policy.layout() == Layout.CONSTANT;
    if (constant) {
      rules.add(rule(Marks.TO_POD_PRIORITY, Marks.POD_TABLE));
    }
    if (policy.nodePorts() || policy.sourceNat() != SourceNat.OFF) {
      rules.add(
          rule(Marks.BY_PRIMARY_PRIORITY, Route.MAIN_TABLE)
              .withMark(policy.connectionMark(), policy.connectionMark()));
    }
    policy
        .byPrimary()
        .forEach(cidr ->
            rules.add(
                rule(Marks.EXTERNAL_SERVICE_PRIORITY, Route.MAIN_TABLE)
                    .withTo(
                        new NetPrefix(Values.netAddress(cidr.network()), cidr.prefixLength()))));
    if (constant) {
      for (EniPath eni : enis) {
        if (!eni.isPrimary()) {
          rules.add(
              rule(Marks.FROM_POD_PRIORITY, eni.routeTable())
                  .withMark(policy.mark(eni.routeTable()), policy.markMask()));
        }
      }
    }
    return rules;
  }

  /// Rules of Berth's that are of this kind and not wanted.
  static List<Rule> unwanted(List<Rule> there, List<Rule> wanted) {
    return there.stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL)
        .filter(rule -> !isOfAPod(rule) && rule.priority() != Marks.FROM_ENI_PRIORITY)
        .filter(rule -> !wanted.contains(rule))
        .toList();
  }

  /// Whether a rule is one of the two that a pod has in the layout with rules for each.
  static boolean isOfAPod(Rule rule) {
    return (rule.priority() == Marks.TO_POD_PRIORITY && rule.to() != null)
        || (rule.priority() == Marks.FROM_POD_PRIORITY && rule.from() != null);
  }

  /// A sentence for each rule of somebody else's that reads bits of the mark that Berth writes.
  static List<String> clashes(PolicyRouting policy, List<Rule> there) {
    if (policy.layout() != Layout.CONSTANT) {
      return List.of();
    }
    return there.stream()
        .filter(rule -> rule.protocol() != Marks.PROTOCOL)
        .filter(rule -> (rule.markMask() & policy.markMask()) != 0)
        .map(rule ->
            "the rule '%s' reads bits of the mark that Berth writes (0x%x); choose others with BERTH_MARK_MASK"
                .formatted(rule, policy.markMask()))
        .toList();
  }

  private static Rule rule(int priority, int table) {
    return Rule.lookup(IPV4, table).withPriority(priority).withProtocol(Marks.PROTOCOL);
  }
}

package io.berth.ipamd.kernel;

import static io.berth.netlink.nftables.Hook.Point.FORWARD;
import static io.berth.netlink.nftables.Hook.Point.POSTROUTING;
import static io.berth.netlink.nftables.Hook.Point.PREROUTING;
import static io.berth.netlink.nftables.Hook.Type.FILTER;
import static io.berth.netlink.nftables.Hook.Type.NAT;

import io.berth.ipam.link.NodeRouting;
import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.link.PolicyRouting.SourceNat;
import io.berth.ipam.model.Cidr;
import io.berth.netlink.nftables.Chain;
import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.ConntrackKey;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.Expression.Bitwise;
import io.berth.netlink.nftables.Hook;
import io.berth.netlink.nftables.MetaKey;
import io.berth.netlink.nftables.PortChoice;
import io.berth.netlink.nftables.RegisterValue;
import io.berth.netlink.nftables.Table;
import io.berth.netlink.nftables.Verdict;
import java.util.ArrayList;
import java.util.List;

/// The node's one nftables table, as a function of settings and ENIs. Nothing in it depends on
/// pods.
///
/// It marks packets with the ENI by which they have to leave, connections with "by the primary
/// ENI", takes the first mark off again once the packet is routed, and translates the source of
/// what leaves the VPC. CIDRs and ENIs are plain rules: a set could miss while the table is
/// replaced, and a connection's mark that was set by such a miss would stay.
final class PolicyTable {

  static final String NAME = "berth";

  private static final ChainRule RETURN = ChainRule.of(judge(new Verdict.Return()));

  private final PolicyRouting policy;
  private final List<EniPath> enis;
  private final String primaryLink;
  private final RegisterValue primaryAddress;
  private final List<Cidr> notTranslated = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();

  private PolicyTable(NodeRouting node, List<EniPath> enis, String primaryLink) {
    this.policy = node.policy();
    this.enis = enis;
    this.primaryLink = primaryLink;
    this.primaryAddress = RegisterValue.ofBytes(node.primaryAddress().toBytes());
    node.vpcCidrs().stream().filter(cidr -> cidr.network().isIpv4()).forEach(notTranslated::add);
    notTranslated.addAll(policy.notTranslated());
  }

  /// @param enis the ENIs that can be used, each with its link
  /// @param primaryLink name of the primary ENI's link
  static Table of(NodeRouting node, List<EniPath> enis, String primaryLink) {
    PolicyTable table = new PolicyTable(node, enis, primaryLink);
    table.addChains();
    return new Table(NAME, table.chains);
  }

  private void addChains() {
    boolean constant = policy.layout() == Layout.CONSTANT;
    boolean translates = policy.sourceNat() != SourceNat.OFF;
    if (translates) {
      chains.add(Chain.of("snat_mark", snatMark()));
    }
    chains.add(Chain.of("from_pod", fromPod(constant, translates)));
    if (constant) {
      chains.add(Chain.of("replies", replies()));
      chains.add(Chain.of("from_eni", fromEni()));
    }
    if (policy.nodePorts()) {
      chains.add(base("node_port", FILTER, PREROUTING, Hook.MANGLE, List.of(nodePort())));
    }
    // Behind the translation of destinations: a service's address would look like one outside.
    chains.add(base("prerouting", FILTER, PREROUTING, Hook.DSTNAT + 10, prerouting(constant)));
    if (constant) {
      chains.add(base("forward", FILTER, FORWARD, Hook.FILTER - 10, forward()));
      chains.add(base("unmark", FILTER, POSTROUTING, Hook.RAW, List.of(unmark())));
    }
    if (translates) {
      chains.add(base("postrouting", NAT, POSTROUTING, Hook.SRCNAT + 5, postrouting()));
    }
  }

  /// New connections from pods to the outside go by the primary ENI, which has the address that
  /// they will carry.
  private List<ChainRule> snatMark() {
    List<ChainRule> rules = new ArrayList<>(returnsInside());
    rules.add(markConnection(List.of()));
    return rules;
  }

  private List<ChainRule> fromPod(boolean constant, boolean translates) {
    List<ChainRule> rules = new ArrayList<>();
    if (translates) {
      rules.add(rule(isNew(), List.of(judge(new Verdict.Jump("snat_mark")))));
    }
    if (translates || policy.nodePorts()) {
      rules.add(
          ChainRule.of(
              new Expression.LoadConntrack(ConntrackKey.MARK),
              Bitwise.and(policy.connectionMark()),
              notZero(),
              new Expression.LoadMeta(MetaKey.MARK),
              Bitwise.or(policy.connectionMark()),
              new Expression.StoreMark(),
              judge(new Verdict.Return())));
    }
    if (constant) {
      for (EniPath eni : secondaries()) {
        rules.add(rule(inGroup(eni.podGroup()), leaveBy(eni)));
      }
    }
    return rules;
  }

  /// The answer to what was sent to an ENI's own address, as to a NodePort, leaves by that ENI.
  private List<ChainRule> replies() {
    List<ChainRule> rules = new ArrayList<>();
    rules.add(rule(originallyTo(primaryAddress), List.of(judge(new Verdict.Accept()))));
    for (EniPath eni : secondaries()) {
      rules.add(rule(originallyTo(RegisterValue.ofBytes(eni.address().toBytes())), leaveBy(eni)));
    }
    return rules;
  }

  private static List<Expression> originallyTo(RegisterValue address) {
    return List.of(
        new Expression.LoadConntrack(ConntrackKey.ORIGINAL_DESTINATION), equalTo(address));
  }

  private List<ChainRule> prerouting(boolean constant) {
    List<ChainRule> rules = new ArrayList<>();
    if (constant) {
      rules.add(
          ChainRule.of(
              new Expression.LoadConntrack(ConntrackKey.DIRECTION),
              equalTo(RegisterValue.ofBytes((byte) 1)),
              judge(new Verdict.Jump("replies"))));
    }
    rules.add(rule(fromAnyPod(MetaKey.INPUT_GROUP), List.of(judge(new Verdict.Jump("from_pod")))));
    if (constant) {
      // What the kernel itself answers, such as a refusal, takes the mark of what it answers
      // (fwmark_reflect).
      for (EniPath eni : secondaries()) {
        rules.add(rule(cameBy(eni.linkName()), leaveBy(eni)));
      }
    }
    return rules;
  }

  private ChainRule nodePort() {
    List<Expression> when = new ArrayList<>(cameBy(primaryLink));
    when.add(new Expression.LoadDestinationType(true));
    when.add(equalTo(RegisterValue.ofNumber(Expression.LoadDestinationType.LOCAL)));
    when.addAll(isNew());
    return markConnection(when);
  }

  /// What came by an ENI and would leave by one was sent to an address of the node's that no pod
  /// has: it would go back to the router and come again until its TTL ends.
  private List<ChainRule> forward() {
    List<ChainRule> rules = new ArrayList<>();
    rules.add(rule(fromAnyPod(MetaKey.OUTPUT_GROUP), List.of(judge(new Verdict.Return()))));
    rules.add(rule(fromAnyPod(MetaKey.INPUT_GROUP), List.of(judge(new Verdict.Return()))));
    for (String link : links()) {
      rules.add(rule(cameBy(link), List.of(judge(new Verdict.Goto("from_eni")))));
    }
    return rules;
  }

  private List<ChainRule> fromEni() {
    List<ChainRule> rules = new ArrayList<>();
    rules.add(
        ChainRule.of(
            new Expression.LoadConntrack(ConntrackKey.STATUS),
            Bitwise.and(ConntrackKey.STATUS_DNAT),
            notZero(),
            judge(new Verdict.Return())));
    for (String link : links()) {
      rules.add(
          ChainRule.of(
              new Expression.LoadMeta(MetaKey.OUTPUT_NAME),
              equalTo(RegisterValue.ofLinkName(link)),
              Expression.Count.fresh(),
              judge(new Verdict.Drop())));
    }
    return rules;
  }

  /// The mark never leaves routing: what else reads marks does not meet it.
  private ChainRule unmark() {
    return ChainRule.of(
        new Expression.LoadMeta(MetaKey.MARK),
        Bitwise.and(policy.markMask()),
        notZero(),
        new Expression.LoadMeta(MetaKey.MARK),
        Bitwise.and(~policy.markMask()),
        new Expression.StoreMark());
  }

  private List<ChainRule> postrouting() {
    List<ChainRule> rules = new ArrayList<>(returnsInside());
    rules.add(
        ChainRule.of(
            new Expression.LoadMeta(MetaKey.OUTPUT_NAME),
            equalTo(RegisterValue.ofLinkNamePrefix("vlan")),
            judge(new Verdict.Return())));
    rules.add(
        ChainRule.of(
            new Expression.LoadValue(primaryAddress),
            new Expression.SourceNat(
                switch (policy.sourceNat()) {
                  case OFF, KEEP_PORT -> PortChoice.KEEP;
                  case RANDOM -> PortChoice.RANDOM;
                  case FULLY_RANDOM -> PortChoice.FULLY_RANDOM;
                })));
    return rules;
  }

  private List<ChainRule> returnsInside() {
    List<ChainRule> rules = new ArrayList<>();
    for (Cidr cidr : notTranslated) {
      if (cidr.prefixLength() == 0) {
        rules.add(RETURN);
        continue;
      }
      List<Expression> when = new ArrayList<>();
      when.add(Expression.LoadPayload.destinationAddress());
      if (cidr.prefixLength() < 32) {
        when.add(
            new Bitwise(
                RegisterValue.ofNetworkNumber(-1 << (32 - cidr.prefixLength())),
                RegisterValue.ofNetworkNumber(0)));
      }
      when.add(equalTo(RegisterValue.ofBytes(cidr.network().toBytes())));
      rules.add(rule(when, List.of(judge(new Verdict.Return()))));
    }
    rules.add(
        ChainRule.of(
            new Expression.LoadDestinationType(false),
            equalTo(RegisterValue.ofNumber(Expression.LoadDestinationType.LOCAL)),
            judge(new Verdict.Return())));
    return rules;
  }

  private ChainRule markConnection(List<Expression> when) {
    return rule(
        when,
        List.of(
            new Expression.LoadConntrack(ConntrackKey.MARK),
            Bitwise.or(policy.connectionMark()),
            new Expression.StoreConntrackMark()));
  }

  private List<Expression> leaveBy(EniPath eni) {
    return List.of(
        new Expression.LoadMeta(MetaKey.MARK),
        Bitwise.replace(policy.markMask(), policy.mark(eni.routeTable())),
        new Expression.StoreMark(),
        judge(new Verdict.Accept()));
  }

  private List<EniPath> secondaries() {
    return enis.stream().filter(eni -> !eni.isPrimary()).toList();
  }

  private List<String> links() {
    List<String> links = new ArrayList<>();
    links.add(primaryLink);
    secondaries().forEach(eni -> links.add(eni.linkName()));
    return links;
  }

  private static List<Expression> isNew() {
    return List.of(
        new Expression.LoadConntrack(ConntrackKey.STATE),
        Bitwise.and(ConntrackKey.STATE_NEW),
        notZero());
  }

  private static List<Expression> inGroup(int group) {
    return List.of(
        new Expression.LoadMeta(MetaKey.INPUT_GROUP), equalTo(RegisterValue.ofNumber(group)));
  }

  private static List<Expression> fromAnyPod(MetaKey group) {
    return List.of(
        new Expression.LoadMeta(group),
        new Expression.ToNetworkOrder(),
        new Expression.InRange(
            RegisterValue.ofNetworkNumber(Marks.FIRST_POD_GROUP),
            RegisterValue.ofNetworkNumber(Marks.LAST_POD_GROUP)));
  }

  private static List<Expression> cameBy(String link) {
    return List.of(
        new Expression.LoadMeta(MetaKey.INPUT_NAME), equalTo(RegisterValue.ofLinkName(link)));
  }

  private static Expression equalTo(RegisterValue value) {
    return Expression.Compare.equalTo(value);
  }

  private static Expression notZero() {
    return Expression.Compare.notEqualTo(RegisterValue.ofNumber(0));
  }

  private static Expression judge(Verdict verdict) {
    return new Expression.Judge(verdict);
  }

  private static ChainRule rule(List<Expression> when, List<Expression> then) {
    List<Expression> all = new ArrayList<>(when);
    all.addAll(then);
    return new ChainRule(all);
  }

  private static Chain base(
      String name, Hook.Type type, Hook.Point point, int priority, List<ChainRule> rules) {
    return new Chain(name, new Hook(type, point, priority), rules);
  }
}

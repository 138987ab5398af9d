package io.berth.ipamd.config;

import java.util.Locale;
import java.util.Map;

/// The incumbent's settings that ask for something Berth does not do yet. Where ignoring one would
/// give pods other addresses, other paths or less protection than asked for, the daemon refuses to
/// start; otherwise it warns.
///
/// Source: the environment variables of Amazon VPC CNI 1.23.
enum NotSupported {
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG(
      When.TRUE, Verdict.REFUSE, "ENIs lie in the node's subnet with the node's security groups"),
  ENABLE_IPv6(When.TRUE, Verdict.REFUSE, "pods get IPv4 addresses"),
  ENABLE_IPv4(When.FALSE, Verdict.REFUSE, "pods get IPv4 addresses"),
  ENABLE_V6_EGRESS(When.TRUE, Verdict.REFUSE, "pods get no IPv6 address"),
  ENABLE_POD_ENI(When.TRUE, Verdict.REFUSE, "pods have the node's security groups"),
  ENABLE_MULTI_NIC(When.TRUE, Verdict.REFUSE, "pods use network card 0 only"),
  ENABLE_BANDWIDTH_PLUGIN(When.TRUE, Verdict.REFUSE, "the bandwidth of pods is not limited"),
  NETWORK_POLICY_ENFORCING_MODE(When.STRICT, Verdict.REFUSE, "network policies are not enforced"),
  DISABLE_POD_V6(When.TRUE, Verdict.WARN, "IPv6 is not switched off inside pods"),
  ANNOTATE_POD_IP(When.TRUE, Verdict.WARN, "pods are not annotated"),
  AWS_WEB_IDENTITY_TOKEN_FILE(
      When.SET, Verdict.WARN, "credentials come from the instance's role, which needs the policy"),
  AWS_CONTAINER_CREDENTIALS_FULL_URI(
      When.SET, Verdict.WARN, "credentials come from the instance's role, which needs the policy");

  /// What to do when it is asked for.
  enum Verdict {
    REFUSE,
    WARN
  }

  /// Which values ask for it.
  private enum When {
    TRUE("false, because this is not supported yet"),
    FALSE("true, because the opposite is not supported yet"),
    STRICT("none or standard, because this is not supported yet"),
    SET("unset, because this is not supported yet");

    final String legal;

    When(String legal) {
      this.legal = legal;
    }

    boolean asked(String value) {
      return switch (this) {
        case TRUE -> Values.TRUE.contains(value);
        case FALSE -> Values.FALSE.contains(value);
        case STRICT -> value.toLowerCase(Locale.ROOT).equals("strict");
        case SET -> true;
      };
    }
  }

  private final When when;
  private final Verdict verdict;
  private final String instead;

  NotSupported(When when, Verdict verdict, String instead) {
    this.when = when;
    this.verdict = verdict;
    this.instead = instead;
  }

  boolean isAskedBy(Map<String, String> environment) {
    String value = environment.getOrDefault(name(), "");
    return !value.isEmpty() && when.asked(value);
  }

  Verdict verdict() {
    return verdict;
  }

  Problem problem(String value) {
    return new Problem(name(), value, when.legal + ": " + instead);
  }
}

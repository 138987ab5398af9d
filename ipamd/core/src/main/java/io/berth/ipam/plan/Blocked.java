package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;

/// What stands in the way of more addresses.
public sealed interface Blocked {

  /// One or two sentences for a person: the limit with its numbers, and the next step.
  String sentence();

  /// For a metric: lower case, words joined by `_`.
  String label();

  /// Every address slot of the instance type is taken.
  ///
  /// @param limits of the instance type
  /// @param unmanagedEnis ENIs of the default card that are not Berth's
  /// @param kind in which portions the node grows
  /// @param usage what the slots are taken by
  record AllSlotsInUse(InstanceLimits limits, int unmanagedEnis, AddressKind kind, Usage usage)
      implements Blocked {

    @Override
    public String sentence() {
      int enis = Math.max(limits.maxEnis() - unmanagedEnis, 0);
      String allowed =
          unmanagedEnis == 0
              ? limits.instanceType() + " allows "
              : limits.instanceType()
                  + " allows "
                  + count(limits.maxEnis(), "ENI")
                  + ", "
                  + unmanagedEnis
                  + " of them not managed by Berth: ";
      return allowed
          + product(enis, limits.secondariesPerEni(), kind, usage)
          + "; "
          + usage.sentence()
          + ". Delete pods, or use an instance type with more addresses.";
    }

    @Override
    public String label() {
      return "instance_type_limit";
    }
  }

  /// The variable `MAX_ENI` is reached before the limit of the instance type.
  ///
  /// @param maxEni its value
  /// @param limits of the instance type
  /// @param unmanagedEnis ENIs of the default card that are not Berth's; they count
  /// @param kind in which portions the node grows
  /// @param usage what the slots are taken by
  record MaxEniReached(
      int maxEni, InstanceLimits limits, int unmanagedEnis, AddressKind kind, Usage usage)
      implements Blocked {

    @Override
    public String sentence() {
      return "MAX_ENI="
          + maxEni
          + " allows "
          + maxEni
          + " of the "
          + count(limits.maxEnis(), "ENI")
          + " of "
          + limits.instanceType()
          + (unmanagedEnis == 0 ? ": " : ", " + unmanagedEnis + " of them not managed by Berth: ")
          + product(Math.max(maxEni - unmanagedEnis, 0), limits.secondariesPerEni(), kind, usage)
          + "; "
          + usage.sentence()
          + ". Raise MAX_ENI, or delete pods.";
    }

    @Override
    public String label() {
      return "max_eni";
    }
  }

  /// There are as many addresses as there may be pods.
  ///
  /// @param maxPods the kubelet's limit
  /// @param usage what the addresses are taken by
  record MaxPodsReached(int maxPods, Usage usage) implements Blocked {

    @Override
    public String sentence() {
      return "the node may run "
          + count(maxPods, "pod")
          + " and holds "
          + usage.total()
          + (usage.total() == 1 ? " address" : " addresses")
          + (usage.prefixes() == 0 ? "" : " (" + usage.portions() + ")")
          + ", so none are added; "
          + usage.sentence()
          + ". Raise the kubelet's maxPods if the node should take more.";
    }

    @Override
    public String label() {
      return "max_pods";
    }
  }

  /// EC2 refused, and the next attempt is not due.
  ///
  /// @param hold why and until when
  /// @param remainingMillis time to the next attempt
  record OnHold(Hold hold, long remainingMillis) implements Blocked {

    @Override
    public String sentence() {
      String cause =
          switch (hold.reason()) {
            case SUBNET_FULL -> "the subnet has no free address";
            case NO_SUBNET -> "no subnet may be used";
            case NO_PREFIX -> "the subnet has no free aligned block of 16 addresses";
            case ENI_FULL -> "EC2 counts more addresses on an ENI than are known here";
            case INSTANCE_FULL -> "EC2 counts more ENIs on the instance than are known here";
            case BUDGET -> "the node spreads its calls of EC2";
            case THROTTLED -> "EC2 throttles the account's calls";
            case NOT_AUTHORISED -> "IAM refuses the call";
            case LIMIT_REACHED -> "a quota of the account is reached";
            case UNAVAILABLE -> "EC2 does not answer";
            case REJECTED -> "EC2 refuses the call";
          };
      String step =
          switch (hold.reason()) {
            case SUBNET_FULL -> "Free addresses in the subnet, or use a larger one.";
            case NO_SUBNET -> "Tag one with kubernetes.io/role/cni=1.";
            case NO_PREFIX ->
                "Single addresses can still be had; a CIDR reservation of type prefix in the"
                    + " subnet keeps blocks whole.";
            case ENI_FULL, INSTANCE_FULL -> "EC2 is asked, which happens by itself.";
            case BUDGET -> "This passes by itself; the number of nodes sets how long it takes.";
            case THROTTLED -> "Fewer callers, or a higher request rate for the account, help.";
            case NOT_AUTHORISED ->
                "Allow the actions of Berth's IAM policy (deploy/iam-policy.json) to the node's"
                    + " role.";
            case LIMIT_REACHED -> "Ask AWS to raise it, or delete unused network interfaces.";
            case UNAVAILABLE -> "Addresses that are here already are still served.";
            case REJECTED -> "The message says what to correct.";
          };
      return cause
          + " ("
          + hold.detail()
          + "); next attempt in "
          + (remainingMillis + 999) / 1_000
          + " s. "
          + step;
    }

    @Override
    public String label() {
      return hold.reason().label();
    }
  }

  /// The node takes no new pods, so nothing is warmed.
  record NodeUnschedulable() implements Blocked {

    @Override
    public String sentence() {
      return "the node is unschedulable, so no addresses are warmed for new pods. Uncordon it to"
          + " warm them.";
    }

    @Override
    public String label() {
      return "unschedulable";
    }
  }

  /// `DISABLE_NETWORK_RESOURCE_PROVISIONING` is set: something else gives the node its addresses.
  record ProvisioningDisabled() implements Blocked {

    @Override
    public String sentence() {
      return "DISABLE_NETWORK_RESOURCE_PROVISIONING=true, so Berth neither adds nor removes addresses"
          + " and ENIs. Set it to false, or have addresses assigned to the node's ENIs by what"
          + " manages them.";
    }

    @Override
    public String label() {
      return "provisioning_disabled";
    }
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// What the slots hold. Where both kinds fill them, only the slots can be multiplied out.
  private static String product(int enis, int slotsPerEni, AddressKind kind, Usage usage) {
    int slots = enis * slotsPerEni;
    String begin = count(enis, "ENI") + " × ";
    boolean mixed = usage.singles() > 0 && usage.prefixes() > 0;
    if (mixed) {
      return begin + count(slotsPerEni, "slot") + " = " + slots + ", taken by " + usage.portions();
    }
    boolean prefixes = usage.prefixes() > 0 || (usage.singles() == 0 && kind == AddressKind.PREFIX);
    return prefixes
        ? begin
            + (slotsPerEni == 1 ? "1 prefix" : slotsPerEni + " prefixes")
            + " × 16 addresses = "
            + slots * AddressKind.PREFIX.addresses()
        : begin + slotsPerEni + " pod addresses = " + slots;
  }
}

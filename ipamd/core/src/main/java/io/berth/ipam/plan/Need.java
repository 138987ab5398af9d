package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;

/// How many addresses are missing.
///
/// @param wanted what targets and waiting pods call for; 0 when nothing is missing
/// @param urgent how many of those are for pods that wait
/// @param allowed how many of those may be added, whatever the room: not more addresses than there
///   can be pods, and none to warm a node that takes no pods
record Need(int wanted, int urgent, int allowed) {

  /// What is missing when only the kind counts that the node grows in. Pods that the other kind can
  /// serve do not count as waiting.
  static Need ofKind(PlanInput input) {
    Supply other = Supply.of(input, input.otherKind());
    int waiting = Math.max(input.waiting() - other.available(0), 0);
    int prefixes =
        input.kind() == AddressKind.PREFIX && !input.targets().countsAddresses()
            ? input.targets().warmPrefixTarget()
            : 0;
    return of(input, Supply.of(input, input.kind()), waiting, warmAvailable(input), prefixes);
  }

  /// What is missing when both kinds count: what is needed at once where the kind that the node
  /// grows in cannot be had. Of warm prefixes no more than one prefix's worth is made up for, so
  /// that a subnet without prefixes is not emptied for them.
  static Need ofBoth(PlanInput input) {
    return of(input, both(input), input.waiting(), standIn(input), 0);
  }

  /// Whether what is here of the node's kind, without what calls in flight may bring, is all that
  /// the targets call for or that pods could use.
  static boolean isMetByKind(PlanInput input) {
    Supply supply = Supply.of(input, input.kind()).present();
    int wanted = wanted(input, supply, input.waiting(), warmAvailable(input), 0);
    return Math.min(wanted, headroom(input, supply)) <= 0;
  }

  /// Whether both kinds together, and what comes in calls in flight, are all that the targets and
  /// the waiting pods call for.
  static boolean isMetByBoth(PlanInput input) {
    return wanted(input, both(input), input.waiting(), warmAvailable(input), 0) == 0;
  }

  static Supply both(PlanInput input) {
    return Supply.of(input, input.kind()).plus(Supply.of(input, input.otherKind()));
  }

  /// @param wholePrefixes once there are too few free addresses, so many prefixes are to be wholly
  ///   free
  private static Need of(
      PlanInput input, Supply supply, int waiting, int warmAvailable, int wholePrefixes) {
    int wanted = wanted(input, supply, waiting, warmAvailable, wholePrefixes);
    int urgent = Math.max(-supply.available(waiting), 0);
    int headroom = headroom(input, supply);
    int warmAllowed = input.schedulable() ? Math.min(wanted, headroom) : 0;
    // Cooling addresses serve no pod, so they do not hinder those that wait.
    int urgentAllowed = Math.min(urgent, headroom + supply.cooling());
    return new Need(wanted, urgent, Math.max(Math.max(warmAllowed, urgentAllowed), 0));
  }

  private static int wanted(
      PlanInput input, Supply supply, int waiting, int warmAvailable, int wholePrefixes) {
    WarmTargets targets = input.targets();
    int available = supply.available(waiting);
    int warm;
    if (targets.countsAddresses()) {
      warm =
          Math.max(targets.warmIpTarget() - available, targets.minimumIpTarget() - supply.total());
    } else {
      warm = warmAvailable - available;
      if (warm > 0) {
        int missing = wholePrefixes - supply.wholeFree() - supply.portionsComing();
        warm = Math.max(warm, missing * AddressKind.PREFIX.addresses());
      }
    }
    return Math.max(Math.max(warm, -available), 0);
  }

  /// How many addresses may be added before there are as many as there may be pods.
  static int headroom(PlanInput input, Supply supply) {
    int elsewhere = Usage.of(input).leased() - supply.leased();
    return input.targets().maxPods() - supply.total() - elsewhere;
  }

  /// Free addresses to keep when whole ENIs or prefixes are counted. Without a target still one, so
  /// that the next pod need not wait.
  static int warmAvailable(PlanInput input) {
    return switch (input.kind()) {
      case SINGLE ->
          Math.max(input.limits().secondariesPerEni() * input.targets().warmEniTarget(), 1);
      case PREFIX ->
          Math.max(AddressKind.PREFIX.addresses() * input.targets().warmPrefixTarget(), 1);
    };
  }

  /// The same when the other kind stands in.
  static int standIn(PlanInput input) {
    return input.kind() == AddressKind.PREFIX
        ? Math.min(warmAvailable(input), AddressKind.PREFIX.addresses())
        : warmAvailable(input);
  }
}

package io.berth.ipam.plan;

/// How many addresses are missing.
///
/// @param wanted what targets and waiting pods call for
/// @param allowed how many of those may be added, whatever the room: not more addresses than there
///   can be pods, and none to warm a node that takes no pods
record Need(int wanted, int allowed) {

  static Need of(PlanInput input) {
    WarmTargets targets = input.targets();
    Usage usage = Usage.of(input);
    int available = usage.available(input.waiting());
    int urgent = Math.max(-available, 0);
    int warm;
    if (targets.countsAddresses()) {
      warm =
          Math.max(targets.warmIpTarget() - available, targets.minimumIpTarget() - usage.total());
    } else {
      warm = warmAvailable(input) - available;
    }
    int wanted = Math.max(Math.max(warm, urgent), 0);
    int warmAllowed = input.schedulable() ? Math.min(wanted, targets.maxPods() - usage.total()) : 0;
    // Cooling addresses serve no pod, so they do not hinder those that wait.
    int urgentAllowed = Math.min(urgent, targets.maxPods() - (usage.total() - usage.cooling()));
    return new Need(wanted, Math.max(Math.max(warmAllowed, urgentAllowed), 0));
  }

  /// Free addresses to keep when whole ENIs are counted. Without a warm ENI still one, so that the
  /// next pod need not wait.
  static int warmAvailable(PlanInput input) {
    return Math.max(input.limits().secondariesPerEni() * input.targets().warmEniTarget(), 1);
  }

  boolean isEmpty() {
    return wanted == 0;
  }
}

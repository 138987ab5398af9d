package io.berth.emulator.vpc;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long things take.
///
/// @param name what people call it
/// @param answers by action: from the arrival of a request to its answer; an action without an
///   entry answers at once
/// @param attached from the answer of AttachNetworkInterface to `attached`, when the link appears
/// @param detached from the answer of DetachNetworkInterface to `available`, when the link is gone
/// @param metadata from a change of an ENI to the moment the metadata service shows it
public record LatencyProfile(
    String name, Map<Action, Delay> answers, Delay attached, Delay detached, Delay metadata) {

  /// Everything at once: for unit tests.
  public static final LatencyProfile ZERO =
      new LatencyProfile("zero", Map.of(), Delay.NONE, Delay.NONE, Delay.NONE);

  /// What a healthy region does: create 0.3, attach 0.75, modify 0.35, assign 0.5, unassign 0.45,
  /// describe 0.15 s, metadata 1 to 5 s later. The same figures as the measurements that Berth is
  /// compared with. Attached as soon as answered, available a second after the answer.
  public static final LatencyProfile REALISTIC =
      new LatencyProfile(
          "realistic",
          answers(
              Delay.fixed(150),
              Delay.fixed(300),
              Delay.fixed(750),
              Delay.fixed(350),
              Delay.fixed(500),
              Delay.fixed(450)),
          Delay.NONE,
          Delay.fixed(1_000),
          Delay.between(1_000, 5_000));

  /// A bad day, with the tails that operators of node agents reported: attaching takes 1 to 5 s and
  /// one in a hundred up to 150 s, the metadata service lags up to minutes.
  public static final LatencyProfile SLOW =
      new LatencyProfile(
          "slow",
          answers(
              new Delay(150, 1_000, 5_000, 20),
              new Delay(300, 2_000, 10_000, 20),
              new Delay(750, 5_000, 20_000, 20),
              new Delay(350, 2_000, 10_000, 20),
              new Delay(500, 3_000, 10_000, 20),
              new Delay(450, 3_000, 10_000, 20)),
          new Delay(1_000, 5_000, 150_000, 10),
          new Delay(1_000, 5_000, 60_000, 10),
          new Delay(1_000, 10_000, 300_000, 10));

  public LatencyProfile {
    answers = Map.copyOf(answers);
  }

  /// The profiles that have names.
  public static List<LatencyProfile> named() {
    return List.of(ZERO, REALISTIC, SLOW);
  }

  /// The profile of this name, or `null`.
  public static @Nullable LatencyProfile find(String name) {
    return named().stream().filter(profile -> profile.name.equals(name)).findFirst().orElse(null);
  }

  /// This profile with another delay for the answers of one action.
  public LatencyProfile withAnswer(Action action, Delay delay) {
    Map<Action, Delay> changed = new EnumMap<>(Action.class);
    changed.putAll(answers);
    changed.put(action, delay);
    return new LatencyProfile("custom", changed, attached, detached, metadata);
  }

  /// This profile with other delays of its transitions.
  public LatencyProfile withTransitions(Delay newAttached, Delay newDetached, Delay newMetadata) {
    return new LatencyProfile("custom", answers, newAttached, newDetached, newMetadata);
  }

  Delay answer(Action action) {
    return answers.getOrDefault(action, Delay.NONE);
  }

  private static Map<Action, Delay> answers(
      Delay describe, Delay create, Delay attach, Delay modify, Delay assign, Delay unassign) {
    Map<Action, Delay> answers = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      answers.put(
          action,
          switch (action) {
            case DESCRIBE_INSTANCES,
                DESCRIBE_INSTANCE_TYPES,
                DESCRIBE_NETWORK_INTERFACES,
                DESCRIBE_SUBNETS,
                DESCRIBE_VPCS,
                DESCRIBE_SECURITY_GROUPS ->
                describe;
            case CREATE_NETWORK_INTERFACE, DELETE_NETWORK_INTERFACE, CREATE_TAGS -> create;
            case ATTACH_NETWORK_INTERFACE, DETACH_NETWORK_INTERFACE -> attach;
            case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> modify;
            case ASSIGN_PRIVATE_IP_ADDRESSES -> assign;
            case UNASSIGN_PRIVATE_IP_ADDRESSES -> unassign;
          });
    }
    return answers;
  }
}

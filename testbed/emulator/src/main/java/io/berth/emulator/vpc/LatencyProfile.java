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
/// @param lags by describe: how old what it shows is, drawn anew for each call, so that a later
///   call may show an earlier state; an action without an entry shows the present
public record LatencyProfile(
    String name,
    Map<Action, Delay> answers,
    Delay attached,
    Delay detached,
    Delay metadata,
    Map<Action, Delay> lags) {

  /// Everything at once: for unit tests.
  public static final LatencyProfile ZERO =
      new LatencyProfile("zero", Map.of(), Delay.NONE, Delay.NONE, Delay.NONE, Map.of());

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
          Delay.between(1_000, 5_000),
          Map.of());

  /// A bad day, with the tails that operators of node agents reported: attaching takes 1 to 5 s and
  /// one in a hundred up to 150 s, the metadata service lags up to minutes, and one describe in a
  /// hundred shows what was up to 30 s ago.
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
          new Delay(1_000, 10_000, 300_000, 10),
          describes(new Delay(0, 1_000, 30_000, 10)));

  public LatencyProfile {
    answers = Map.copyOf(answers);
    lags = Map.copyOf(lags);
    for (Delay lag : lags.values()) {
      if (lag.tailMillis() > VpcModel.MAX_LAG_MILLIS) {
        throw new IllegalArgumentException(
            "a describe can lag 0 to " + VpcModel.MAX_LAG_MILLIS + " ms, not " + lag.tailMillis());
      }
    }
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
    return new LatencyProfile("custom", changed, attached, detached, metadata, lags);
  }

  /// This profile with other delays of its transitions.
  public LatencyProfile withTransitions(Delay newAttached, Delay newDetached, Delay newMetadata) {
    return new LatencyProfile("custom", answers, newAttached, newDetached, newMetadata, lags);
  }

  /// This profile with another age of what one describe shows.
  public LatencyProfile withLag(Action action, Delay lag) {
    Map<Action, Delay> changed = new EnumMap<>(Action.class);
    changed.putAll(lags);
    changed.put(action, lag);
    return new LatencyProfile("custom", answers, attached, detached, metadata, changed);
  }

  /// This profile with another age of what every describe shows.
  public LatencyProfile withLag(Delay lag) {
    return new LatencyProfile("custom", answers, attached, detached, metadata, describes(lag));
  }

  Delay answer(Action action) {
    return answers.getOrDefault(action, Delay.NONE);
  }

  Delay lag(Action action) {
    return lags.getOrDefault(action, Delay.NONE);
  }

  /// Of the describes whose answers change by themselves.
  private static Map<Action, Delay> describes(Delay lag) {
    return Map.of(
        Action.DESCRIBE_INSTANCES,
        lag,
        Action.DESCRIBE_NETWORK_INTERFACES,
        lag,
        Action.DESCRIBE_SUBNETS,
        lag);
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
                DESCRIBE_SECURITY_GROUPS,
                GET_SUBNET_CIDR_RESERVATIONS ->
                describe;
            case CREATE_NETWORK_INTERFACE,
                DELETE_NETWORK_INTERFACE,
                CREATE_TAGS,
                CREATE_SUBNET_CIDR_RESERVATION,
                DELETE_SUBNET_CIDR_RESERVATION,
                DELETE_TAGS,
                RUN_INSTANCES,
                TERMINATE_INSTANCES,
                CREATE_VPC,
                DELETE_VPC,
                CREATE_SUBNET,
                DELETE_SUBNET,
                CREATE_SECURITY_GROUP,
                DELETE_SECURITY_GROUP ->
                create;
            case ATTACH_NETWORK_INTERFACE, DETACH_NETWORK_INTERFACE -> attach;
            case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> modify;
            case ASSIGN_PRIVATE_IP_ADDRESSES, ASSIGN_IPV6_ADDRESSES -> assign;
            case UNASSIGN_PRIVATE_IP_ADDRESSES, UNASSIGN_IPV6_ADDRESSES -> unassign;
          });
    }
    return answers;
  }
}

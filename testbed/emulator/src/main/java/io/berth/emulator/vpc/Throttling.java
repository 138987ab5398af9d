package io.berth.emulator.vpc;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much an account may ask of EC2 in a region. Each action has a bucket of its own, and a model
/// is one account in one region, so all callers of a model share them.
///
/// Source of the figures: EC2 developer guide, "Request throttling for the Amazon EC2 API".
///
/// @param name what people call it
/// @param buckets by action; an action without an entry is never throttled
/// @param wholeLists by describe without ids, filters and `MaxResults`: a second bucket beside the
///   action's own, in its place
/// @param launches one token for each instance that RunInstances starts; `null` for no limit
public record Throttling(
    String name,
    Map<Action, Bucket> buckets,
    Map<Action, Bucket> wholeLists,
    @Nullable Bucket launches) {

  /// Nothing is throttled.
  public static final Throttling NONE = new Throttling("none", Map.of(), Map.of(), null);

  /// An account with AWS's default limits.
  public static final Throttling EC2 =
      new Throttling("ec2", defaults(), wholeListDefaults(), new Bucket(1_000, 2));

  public Throttling {
    buckets = Map.copyOf(buckets);
    wholeLists = Map.copyOf(wholeLists);
  }

  /// The limits that have names.
  public static List<Throttling> named() {
    return List.of(NONE, EC2);
  }

  /// The limits of this name, or `null`.
  public static @Nullable Throttling find(String name) {
    return named().stream().filter(t -> t.name.equals(name)).findFirst().orElse(null);
  }

  /// These limits with another bucket for one action, filtered or not.
  public Throttling with(Action action, Bucket bucket) {
    Map<Action, Bucket> changed = new EnumMap<>(Action.class);
    changed.putAll(buckets);
    changed.put(action, bucket);
    Map<Action, Bucket> whole = new EnumMap<>(Action.class);
    whole.putAll(wholeLists);
    whole.remove(action);
    return new Throttling("custom", changed, whole, launches);
  }

  private static Map<Action, Bucket> defaults() {
    Map<Action, Bucket> buckets = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      buckets.put(
          action,
          switch (action) {
            case DESCRIBE_INSTANCES,
                DESCRIBE_INSTANCE_TYPES,
                DESCRIBE_NETWORK_INTERFACES,
                DESCRIBE_SUBNETS,
                DESCRIBE_VPCS,
                DESCRIBE_SECURITY_GROUPS,
                GET_SUBNET_CIDR_RESERVATIONS ->
                new Bucket(100, 20);
            case CREATE_NETWORK_INTERFACE,
                DELETE_NETWORK_INTERFACE,
                MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
                ASSIGN_PRIVATE_IP_ADDRESSES,
                UNASSIGN_PRIVATE_IP_ADDRESSES,
                ASSIGN_IPV6_ADDRESSES,
                TERMINATE_INSTANCES ->
                new Bucket(100, 5);
            case CREATE_TAGS, DELETE_TAGS -> new Bucket(100, 10);
            case CREATE_SUBNET_CIDR_RESERVATION, DELETE_SUBNET_CIDR_RESERVATION -> new Bucket(5, 1);
            case RUN_INSTANCES -> new Bucket(5, 2);
            // Mutating actions that the guide does not name.
            case ATTACH_NETWORK_INTERFACE,
                DETACH_NETWORK_INTERFACE,
                UNASSIGN_IPV6_ADDRESSES,
                CREATE_VPC,
                DELETE_VPC,
                CREATE_SUBNET,
                DELETE_SUBNET,
                CREATE_SECURITY_GROUP,
                DELETE_SECURITY_GROUP ->
                new Bucket(50, 5);
          });
    }
    return buckets;
  }

  private static Map<Action, Bucket> wholeListDefaults() {
    Bucket bucket = new Bucket(50, 10);
    return Map.of(
        Action.DESCRIBE_INSTANCES,
        bucket,
        Action.DESCRIBE_NETWORK_INTERFACES,
        bucket,
        Action.DESCRIBE_SECURITY_GROUPS,
        bucket);
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was there before each change of late, so that a describe can show an earlier moment. Covers
/// ENIs, instances, tags and free addresses; VPCs, subnets and groups are seen as they are.
final class History {

  /// What something was like until a change; `null` when it did not exist.
  sealed interface Before {
    record Eni(EniId id, @Nullable NetworkInterface state) implements Before {}

    record Machine(InstanceId id, @Nullable Instance state) implements Before {}

    record Tags(String resource, Map<String, String> state) implements Before {}
  }

  final Past<EniId, NetworkInterface> enis = new Past<>();
  final Past<InstanceId, Instance> machines = new Past<>();
  final Past<String, Map<String, String>> tags = new Past<>();
  final Past<SubnetId, Integer> free = new Past<>();

  /// By instance, ENIs that it had before some change of theirs.
  final Past<InstanceId, EniId> left = new Past<>();

  private final Map<SubnetId, Integer> lastFree = new HashMap<>();
  private long newestMillis = Long.MIN_VALUE;

  void add(long nowMillis, Before before) {
    newestMillis = nowMillis;
    switch (before) {
      case Before.Eni(var id, var state) -> {
        enis.add(nowMillis, id, state);
        Attachment attachment = state == null ? null : state.attachment();
        if (attachment != null) {
          left.add(nowMillis, attachment.instance(), id);
        }
      }
      case Before.Machine(var id, var state) -> machines.add(nowMillis, id, state);
      case Before.Tags(var resource, var state) -> tags.add(nowMillis, resource, state);
    }
  }

  /// Notes how many addresses are free, if that has changed.
  void noteFree(long nowMillis, SubnetId subnet, int count) {
    Integer last = lastFree.put(subnet, count);
    if (last != null && last != count) {
      newestMillis = nowMillis;
      free.add(nowMillis, subnet, last);
    }
  }

  /// Drops what no describe can ask for any more.
  void forget(long nowMillis) {
    long oldest = nowMillis - VpcModel.MAX_LAG_MILLIS;
    enis.forget(oldest);
    machines.forget(oldest);
    tags.forget(oldest);
    free.forget(oldest);
    left.forget(oldest);
  }

  /// How things were at a moment, changes of that very moment included. Valid until the next
  /// change.
  VpcView at(long millis, VpcState present) {
    return newestMillis <= millis ? present : new PastView(present, this, millis);
  }
}

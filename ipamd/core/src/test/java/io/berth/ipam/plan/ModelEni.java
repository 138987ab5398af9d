package io.berth.ipam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ENI in a test's node: its single addresses as one block, and each prefix as another. Old,
/// removable and idle unless told otherwise.
final class ModelEni {

  /// Addresses by state.
  static final class Block {
    int free;
    int leased;
    int cooling;
    int retiring;

    Block(int free, int leased, int cooling) {
      this.free = free;
      this.leased = leased;
      this.cooling = cooling;
    }

    boolean isWholeFree() {
      return free > 0 && leased + cooling + retiring == 0;
    }

    boolean isIdle() {
      return leased + cooling == 0;
    }

    void retire() {
      retiring += free;
      free = 0;
    }

    void free() {
      free += retiring;
      retiring = 0;
    }
  }

  final int device;
  final Block singles;
  final List<Block> prefixes = new ArrayList<>();
  final List<Block> leaving = new ArrayList<>();
  int singlesAssigning;
  int prefixesAssigning;
  long ageMillis = Planner.MIN_ENI_AGE_MILLIS;
  boolean draining;
  boolean removable = true;
  boolean busy;
  @Nullable Hold singlesHold;
  @Nullable Hold prefixesHold;

  ModelEni(int device, int free, int leased, int cooling) {
    this.device = device;
    this.singles = new Block(free, leased, cooling);
  }

  EniId id() {
    return Worlds.id(device);
  }

  ModelEni prefix(int leased, int cooling) {
    prefixes.add(new Block(AddressKind.PREFIX.addresses() - leased - cooling, leased, cooling));
    return this;
  }

  ModelEni freePrefixes(int count) {
    for (int i = 0; i < count; i++) {
      prefix(0, 0);
    }
    return this;
  }

  ModelEni usedPrefixes(int count) {
    for (int i = 0; i < count; i++) {
      prefix(AddressKind.PREFIX.addresses(), 0);
    }
    return this;
  }

  ModelEni assigning(AddressKind kind, int portions) {
    switch (kind) {
      case SINGLE -> singlesAssigning += portions;
      case PREFIX -> prefixesAssigning += portions;
    }
    return this;
  }

  ModelEni retiring(int addresses) {
    singles.retiring = addresses;
    return this;
  }

  ModelEni aged(long millis) {
    ageMillis = millis;
    return this;
  }

  ModelEni busy() {
    busy = true;
    return this;
  }

  ModelEni fixed() {
    removable = false;
    return this;
  }

  ModelEni holds(@Nullable Hold singles, @Nullable Hold prefixes) {
    singlesHold = singles;
    prefixesHold = prefixes;
    return this;
  }

  /// As the pool drains: what is free takes no pod any more.
  ModelEni drain() {
    draining = true;
    blocks().forEach(Block::retire);
    return this;
  }

  /// All cooling ends; in a draining ENI what has cooled retires.
  void coolOut() {
    for (Block block : blocks()) {
      block.free += draining ? 0 : block.cooling;
      block.retiring += draining ? block.cooling : 0;
      block.cooling = 0;
    }
  }

  boolean isAssigning() {
    return singlesAssigning + prefixesAssigning > 0;
  }

  List<Block> blocks() {
    List<Block> all = new ArrayList<>(prefixes);
    all.add(singles);
    return all;
  }

  int slotsTaken() {
    return singles.free
        + singles.leased
        + singles.cooling
        + singles.retiring
        + singlesAssigning
        + prefixes.size()
        + prefixesAssigning;
  }

  int addresses() {
    return blocks().stream().mapToInt(each -> each.free + each.leased + each.cooling).sum();
  }

  int leased() {
    return blocks().stream().mapToInt(each -> each.leased).sum();
  }

  int free() {
    return blocks().stream().mapToInt(each -> each.free).sum();
  }

  int cooling() {
    return blocks().stream().mapToInt(each -> each.cooling).sum();
  }

  void add(AddressKind kind, int portions) {
    switch (kind) {
      case SINGLE -> singles.free += portions;
      case PREFIX -> freePrefixes(portions);
    }
    if (draining) {
      blocks().forEach(Block::retire);
    }
  }

  /// Begins to give portions back; only what no pod has or had can be.
  void retire(AddressKind kind, int portions) {
    int left = portions;
    if (kind == AddressKind.SINGLE) {
      int idle = singles.free + (draining ? singles.retiring : 0);
      assertTrue(left <= idle, () -> portions + " of " + this);
      int retired = draining ? 0 : left;
      singles.free -= retired;
      singles.retiring += retired;
      return;
    }
    for (Block prefix : List.copyOf(prefixes)) {
      boolean goes = draining ? prefix.isIdle() : prefix.isWholeFree();
      if (goes && left > 0) {
        prefix.retire();
        leaving.add(prefix);
        left--;
      }
    }
    assertEquals(0, left, () -> portions + " prefixes of " + this);
  }

  /// EC2 took what was being given back, or refused to.
  void retired(AddressKind kind, int portions, boolean taken) {
    if (kind == AddressKind.SINGLE) {
      singles.retiring -= taken || !draining ? portions : 0;
      singles.free += taken || draining ? 0 : portions;
      return;
    }
    if (taken) {
      prefixes.removeAll(leaving);
    } else if (!draining) {
      for (Block prefix : leaving) {
        prefix.free();
      }
    }
    leaving.clear();
  }

  EniState state() {
    return new EniState(
        id(),
        device,
        KindCounts.ofSingles(
            singles.free, singles.leased, singles.cooling, singles.retiring, singlesAssigning),
        new KindCounts(
            prefixes.size(),
            prefixes.stream().mapToInt(each -> each.free).sum(),
            prefixes.stream().mapToInt(each -> each.leased).sum(),
            prefixes.stream().mapToInt(each -> each.cooling).sum(),
            prefixes.stream().mapToInt(each -> each.retiring).sum(),
            (int) prefixes.stream().filter(Block::isWholeFree).count(),
            prefixesAssigning),
        ageMillis,
        draining,
        removable,
        busy,
        singlesHold,
        prefixesHold);
  }

  /// The block from which the next pod has its address: the one with the most pods.
  @Nullable Block claimable(AddressKind preferred) {
    Comparator<Block> fullestFirst = Comparator.comparingInt(each -> -each.leased);
    List<Block> ofKind = preferred == AddressKind.SINGLE ? List.of(singles) : prefixes;
    if (draining) {
      return null;
    }
    return ofKind.stream().filter(each -> each.free > 0).min(fullestFirst).orElse(null);
  }

  @Override
  public String toString() {
    return state().toString();
  }
}

package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arrows out of use and back: retiring, and what ends it. Control thread only; the operations
/// are described in [AddressPool].
final class Retirement {

  private final Directory directory;
  private final PublishedTopology topology;

  Retirement(Directory directory, PublishedTopology topology) {
    this.directory = directory;
    this.topology = topology;
  }

  boolean retire(IpAddress address) {
    Directory.Place place = directory.find(address);
    return place != null && retire(place.block(), place.slot());
  }

  List<IpAddress> retireUpTo(EniId eni, int count) {
    List<IpAddress> retired = new ArrayList<>();
    for (Block block : directory.blocks(eni).reversed()) {
      if (block.kind() != AddressKind.SINGLE) {
        continue;
      }
      for (int slot = block.slots() - 1; slot >= 0 && retired.size() < count; slot--) {
        IpAddress address = block.addressVolatile(slot);
        if (address != null && retire(block, slot)) {
          retired.add(address);
        }
      }
    }
    return retired;
  }

  List<Cidr> retirePrefixesUpTo(EniId eni, int count) {
    List<Cidr> retired = new ArrayList<>();
    for (Block block : directory.blocks(eni).reversed()) {
      Cidr prefix = block.prefix();
      if (prefix != null && retired.size() < count && retireWhole(block)) {
        retired.add(prefix);
      }
    }
    return retired;
  }

  boolean retireAll(EniId eni) {
    List<Directory.Place> won = new ArrayList<>();
    for (Block block : directory.blocks(eni)) {
      if (!retireRest(block, won)) {
        won.forEach(this::toFree);
        return false;
      }
    }
    return true;
  }

  boolean unretire(IpAddress address) {
    Directory.Place place = retiring(address);
    if (place == null) {
      return false;
    }
    if (!place.block().eni().drainingVolatile()) {
      toFree(place);
    }
    return true;
  }

  boolean vacate(IpAddress address) {
    Directory.Place place = retiring(address);
    if (place == null) {
      return false;
    }
    vacate(place.block(), place.slot(), place.block().slotVolatile(place.slot()));
    return true;
  }

  /// Empties a slot that only the control thread can move now. A prefix whose last slot this was
  /// leaves the pool.
  void vacate(Block block, int slot, long word) {
    block.move(slot, word, SlotWord.toVacant(word));
    if (block.prefix() != null && isVacant(block)) {
      directory.remove(block);
      topology.remove(each -> each == block);
    }
  }

  Portions retiring(EniId eni) {
    List<IpAddress> singles = new ArrayList<>();
    List<Cidr> prefixes = new ArrayList<>();
    for (Block block : directory.blocks(eni)) {
      Cidr prefix = block.prefix();
      boolean whole = true;
      for (int slot = 0; slot < block.slots(); slot++) {
        long word = block.slotVolatile(slot);
        IpAddress address = block.addressVolatile(slot);
        if (prefix == null && address != null && SlotWord.isRetiring(word)) {
          singles.add(address);
        }
        whole &= SlotWord.isRetiring(word) || SlotWord.isVacant(word);
      }
      if (prefix != null && whole) {
        prefixes.add(prefix);
      }
    }
    return new Portions(singles, prefixes);
  }

  boolean drain(EniId eni) {
    PoolEni owner = directory.eni(eni);
    if (owner == null) {
      return false;
    }
    owner.setDrainingVolatile(true);
    for (Block block : directory.blocks(eni)) {
      for (int slot = 0; slot < block.slots(); slot++) {
        retire(block, slot);
      }
    }
    return true;
  }

  boolean undrain(EniId eni, Collection<IpAddress> leaving) {
    PoolEni owner = directory.eni(eni);
    if (owner == null) {
      return false;
    }
    owner.setDrainingVolatile(false);
    for (Block block : directory.blocks(eni)) {
      for (int slot = 0; slot < block.slots(); slot++) {
        IpAddress address = block.addressVolatile(slot);
        if (SlotWord.isRetiring(block.slotVolatile(slot)) && !leaving.contains(address)) {
          toFree(new Directory.Place(block, slot));
        }
      }
    }
    return true;
  }

  boolean removeEni(EniId eni) {
    for (Block block : directory.blocks(eni)) {
      if (!isVacant(block)) {
        return false;
      }
    }
    directory.remove(eni);
    topology.remove(block -> block.eni().id().equals(eni));
    return true;
  }

  private boolean retireWhole(Block block) {
    for (int slot = 0; slot < block.slots(); slot++) {
      if (!SlotWord.isFree(block.slotVolatile(slot))) {
        return false;
      }
    }
    List<Directory.Place> won = new ArrayList<>();
    if (retireRest(block, won)) {
      return true;
    }
    won.forEach(this::toFree);
    return false;
  }

  /// Retires what is neither vacant nor retiring yet; stops at the first slot that it cannot have.
  private boolean retireRest(Block block, List<Directory.Place> won) {
    for (int slot = 0; slot < block.slots(); slot++) {
      long word = block.slotVolatile(slot);
      if (SlotWord.isVacant(word) || SlotWord.isRetiring(word)) {
        continue;
      }
      if (!retire(block, slot)) {
        return false;
      }
      won.add(new Directory.Place(block, slot));
    }
    return true;
  }

  private static boolean retire(Block block, int slot) {
    long word = block.slotVolatile(slot);
    // One attempt: a lost CAS means that a claim has won, because nothing else leaves FREE.
    return SlotWord.isFree(word) && block.casSlot(slot, word, SlotWord.toRetiring(word));
  }

  private void toFree(Directory.Place place) {
    Block block = place.block();
    long word = block.slotVolatile(place.slot());
    block.move(place.slot(), word, SlotWord.toFree(word));
    topology.raiseFree(block, place.slot());
  }

  private static boolean isVacant(Block block) {
    for (int slot = 0; slot < block.slots(); slot++) {
      if (!SlotWord.isVacant(block.slotVolatile(slot))) {
        return false;
      }
    }
    return true;
  }

  /// Where a retiring address is; null when the address is unknown or not retiring. Only the
  /// control thread ends that state, so it holds until the caller moves the slot.
  private Directory.@Nullable Place retiring(IpAddress address) {
    Directory.Place place = directory.find(address);
    return place != null && SlotWord.isRetiring(place.block().slotVolatile(place.slot()))
        ? place
        : null;
  }
}

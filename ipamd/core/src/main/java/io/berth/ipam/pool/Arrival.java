package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The arrows into use: from VACANT to FREE or COOLING. Control thread only; the operations are
/// described in [AddressPool].
final class Arrival {

  private final Directory directory;
  private final PublishedTopology topology;

  Arrival(Directory directory, PublishedTopology topology) {
    this.directory = directory;
    this.topology = topology;
  }

  int addSingles(EniId eni, Collection<IpAddress> addresses, InitialState initial) {
    List<Directory.Place> places = new ArrayList<>();
    for (IpAddress address : addresses) {
      if (directory.find(address) == null) {
        Directory.Place place = directory.place(eni, address);
        fill(place.block(), place.slot(), initial);
        places.add(place);
      }
    }
    show(places);
    return places.size();
  }

  int addPrefix(EniId eni, Cidr prefix, InitialState initial) {
    if (prefix.size() != AddressKind.PREFIX.addresses() || !prefix.network().isIpv4()) {
      throw new IllegalArgumentException("a delegated prefix is a /28, not " + prefix);
    }
    Block known = directory.find(eni, prefix);
    Block block = known != null ? known : directory.addPrefix(eni, prefix);
    List<Directory.Place> places = new ArrayList<>();
    for (int slot = 0; slot < block.slots(); slot++) {
      if (directory.find(prefix.address(slot)) == null) {
        fill(block, slot, initial);
        places.add(new Directory.Place(block, slot));
      }
    }
    show(places);
    return places.size();
  }

  private static void fill(Block block, int slot, InitialState initial) {
    long word = block.slotVolatile(slot);
    long free = SlotWord.toFreshlyFree(word);
    // What arrives on an ENI being emptied ripens into retirement; nobody may claim it.
    InitialState state =
        block.eni().drainingVolatile() && initial instanceof InitialState.Free
            ? new InitialState.Cooling(0)
            : initial;
    block.move(
        slot,
        word,
        switch (state) {
          case InitialState.Free() -> free;
          case InitialState.Cooling(long until) -> SlotWord.toCooling(free, until);
        });
  }

  private void show(List<Directory.Place> places) {
    Topology before = topology.currentVolatile();
    List<Block> unpublished =
        places.stream()
            .map(Directory.Place::block)
            .distinct()
            .filter(block -> before.find(block.id().value()) != block)
            .toList();
    if (!unpublished.isEmpty()) {
      topology.append(unpublished);
    }
    places.forEach(place -> topology.raise(place.block(), place.slot()));
  }
}

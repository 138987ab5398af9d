package io.berth.ipam.pool;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The node's addresses and who may have them: claim, release, cooling, retirement.
///
/// [#claim()], [#release(long, long)], [#address(long)], [#eni(long)], [#view()],
/// [#forEach(Consumer)] and [#nextDeadlineMillis()] may be called by any thread, never block and
/// take no lock. All other operations belong to one thread at a time, the control thread. Times are
/// milliseconds of the boot clock and always parameters. The design is in the package's comment.
public final class AddressPool {

  /// The handle that is none: nothing was claimed.
  public static final long NONE = -1;

  /// The deadline that never comes: nothing is cooling.
  public static final long NEVER = Long.MAX_VALUE;

  private final Directory directory;
  private final PublishedTopology topology = new PublishedTopology();
  private final Arrival arrival;
  private final Retirement retirement;
  private AddressKind preferred = AddressKind.SINGLE;

  /// Slots of a block of single addresses: what the largest ENI holds beside its primary address,
  /// and what fits a hint word with one bit to spare.
  private static final int SINGLES_PER_BLOCK = 63;

  /// An empty pool.
  public AddressPool() {
    this(SINGLES_PER_BLOCK);
  }

  /// Narrow blocks keep interleavings short where all of them are tried.
  AddressPool(int singlesPerBlock) {
    directory = new Directory(singlesPerBlock);
    arrival = new Arrival(directory, topology);
    retirement = new Retirement(directory, topology);
  }

  /// Claims a free address of the first block in the published order that seems to have one.
  /// Allocates nothing and reads no clock.
  ///
  /// @return a handle for [#release(long, long)], or [#NONE]. `NONE` may miss an address that
  ///   becomes free at this very moment; [#claimForWaiter()] does not
  public long claim() {
    Topology seen = topology.currentVolatile();
    while (true) {
      int position = seen.maybeFree().first();
      if (position < 0) {
        Topology current = topology.currentVolatile();
        if (current == seen) {
          return NONE;
        }
        seen = current;
        continue;
      }
      Block block = seen.at(position);
      long handle = claimIn(block);
      if (handle != NONE) {
        return handle;
      }
      seen.maybeFree().lower(position);
      if (block.freeHintVolatile() != 0) { // P6
        seen.maybeFree().raise(position);
      }
    }
  }

  /// Ends a lease: the address cools until the deadline and is free afterwards. Call it when
  /// nothing of the address is left in the kernel; with a deadline of "now" when it never got
  /// there.
  ///
  /// @param coolUntilMillis 0 to 2^40 − 1
  /// @return false for a handle whose lease has ended before: a stale release, which changes
  ///   nothing
  public boolean release(long handle, long coolUntilMillis) {
    Block block = topology.find(handle);
    if (block == null) {
      return false;
    }
    int slot = Handle.slot(handle);
    while (true) {
      long word = block.slotVolatile(slot);
      if (!SlotWord.isLeased(word) || SlotWord.generation(word) != Handle.generation(handle)) {
        return false;
      }
      if (block.casSlot(slot, word, SlotWord.toCooling(word, coolUntilMillis))) {
        topology.raiseCooling(block, slot);
        return true;
      }
    }
  }

  /// The address of a lease.
  ///
  /// @throws IllegalArgumentException when the slot has been leased anew since, or is gone
  public IpAddress address(long handle) {
    Block block = requireBlock(handle);
    IpAddress address = block.addressVolatile(Handle.slot(handle));
    if (address == null) {
      throw stale(handle);
    }
    return address;
  }

  /// The ENI that carries the address of a lease.
  ///
  /// @throws IllegalArgumentException when the slot has been leased anew since, or is gone
  public EniId eni(long handle) {
    return requireBlock(handle).eni().id();
  }

  /// The earliest end of cooling, or [#NEVER]. A release that has returned before this call is in
  /// it.
  public long nextDeadlineMillis() {
    Topology seen = topology.currentVolatile();
    long earliest = NEVER;
    for (int position = seen.maybeCooling().next(0);
        position >= 0;
        position = seen.maybeCooling().next(position + 1)) {
      Block block = seen.at(position);
      for (long bits = block.coolHintVolatile(); bits != 0; bits &= bits - 1) {
        long word = block.slotVolatile(Long.numberOfTrailingZeros(bits));
        if (SlotWord.isCooling(word)) {
          earliest = Math.min(earliest, SlotWord.deadlineMillis(word));
        }
      }
    }
    return earliest;
  }

  /// Counts the addresses by ENI and state.
  public PoolView view() {
    return Scan.view(topology.currentVolatile());
  }

  /// Shows every address to `consumer`, in the order in which claims try the blocks.
  public void forEach(Consumer<SlotView> consumer) {
    Scan.forEach(topology.currentVolatile(), consumer);
  }

  // Below: the control thread.

  /// Adds addresses of an ENI, single ones and whole prefixes; see [#addAddresses] and
  /// [#addPrefix].
  ///
  /// @return how many addresses were new
  public int add(EniId eni, Portions portions, InitialState initial) {
    int added = addAddresses(eni, portions.singles(), initial);
    for (Cidr prefix : portions.prefixes()) {
      added += addPrefix(eni, prefix, initial);
    }
    return added;
  }

  /// Adds single addresses of an ENI. Addresses that the pool already has stay as they are.
  ///
  /// @return how many were new
  /// @throws IllegalArgumentException when there are too many blocks, see [BlockId#LIMIT]
  public int addAddresses(EniId eni, Collection<IpAddress> addresses, InitialState initial) {
    return arrival.addSingles(eni, addresses, initial);
  }

  /// Adds the sixteen addresses of a /28 of an ENI, the first and the last included: a prefix has
  /// neither network nor broadcast address. Addresses that the pool already has stay as they are.
  ///
  /// @param prefix of length 28
  /// @return how many addresses were new
  /// @throws IllegalArgumentException for another length, or when there are too many blocks
  public int addPrefix(EniId eni, Cidr prefix, InitialState initial) {
    return arrival.addPrefix(eni, prefix, initial);
  }

  /// Whether the pool has the address, in any state.
  public boolean has(IpAddress address) {
    return directory.find(address) != null;
  }

  /// Leases the very address that a journal says is leased.
  ///
  /// @return its handle, or [#NONE] when the address is unknown, leased or retiring
  public long claimExact(IpAddress address) {
    Directory.Place place = directory.find(address);
    if (place == null) {
      return NONE;
    }
    while (true) {
      long word = place.block().slotVolatile(place.slot());
      if (!SlotWord.isFree(word) && !SlotWord.isCooling(word)) {
        return NONE;
      }
      long leased = SlotWord.toLeased(word);
      if (place.block().casSlot(place.slot(), word, leased)) {
        return Handle.of(SlotWord.generation(leased), place.block().id().value(), place.slot());
      }
    }
  }

  /// Keeps an address that nobody leases out of use until a deadline: what the kernel still has
  /// although no lease explains it. A deadline that is already later stays.
  ///
  /// @return false when the address is unknown, leased or retiring
  public boolean cool(IpAddress address, long coolUntilMillis) {
    Directory.Place place = directory.find(address);
    if (place == null) {
      return false;
    }
    while (true) {
      long word = place.block().slotVolatile(place.slot());
      if (!SlotWord.isFree(word) && !SlotWord.isCooling(word)) {
        return false;
      }
      long until = Math.max(SlotWord.deadlineMillis(word), coolUntilMillis);
      if (place.block().casSlot(place.slot(), word, SlotWord.toCooling(word, until))) {
        topology.raiseCooling(place.block(), place.slot());
        return true;
      }
    }
  }

  /// Ends the cooling of every address whose deadline has come: it becomes free; retiring in an ENI
  /// that is being emptied; vacant if EC2 has lost it.
  ///
  /// @param nowMillis boot clock
  /// @return how many became free
  public int ripen(long nowMillis) {
    Topology seen = topology.currentVolatile();
    int freed = 0;
    for (int position = seen.maybeCooling().next(0);
        position >= 0;
        position = seen.maybeCooling().next(position + 1)) {
      Block block = seen.at(position);
      long bits = block.coolHintVolatile();
      if (bits == 0) {
        seen.maybeCooling().lower(position);
        if (block.coolHintVolatile() != 0) { // P7
          seen.maybeCooling().raise(position);
        }
      }
      for (; bits != 0; bits &= bits - 1) {
        freed += ripenSlot(block, Long.numberOfTrailingZeros(bits), nowMillis);
      }
    }
    return freed;
  }

  /// As [#claim()], but exact: no free address is missed. Hints found wrong are repaired.
  public long claimForWaiter() {
    long handle = claim();
    if (handle != NONE) {
      return handle;
    }
    Topology seen = topology.currentVolatile();
    for (int position = 0; position < seen.blocks(); position++) {
      Block block = seen.at(position);
      for (int slot = 0; slot < block.slots(); slot++) {
        if (SlotWord.isFree(block.slotVolatile(slot))) {
          topology.raiseFree(block, slot);
        }
      }
      handle = claimIn(block);
      if (handle != NONE) {
        return handle;
      }
    }
    return NONE;
  }

  /// Takes a free address out of use, to give it back to EC2. From then on nobody can claim it.
  ///
  /// @return false when the address is unknown or not free; it was claimed, perhaps just now
  public boolean retire(IpAddress address) {
    return retirement.retire(address);
  }

  /// Retires free single addresses of an ENI, as many as can be had up to a number, the last slots
  /// first.
  ///
  /// @return the addresses retired
  public List<IpAddress> retireUpTo(EniId eni, int count) {
    return retirement.retireUpTo(eni, count);
  }

  /// Retires prefixes of an ENI all of whose addresses are free, as many as can be had up to a
  /// number, the youngest first: all sixteen addresses or none.
  ///
  /// @return the prefixes retired
  public List<Cidr> retirePrefixesUpTo(EniId eni, int count) {
    return retirement.retirePrefixesUpTo(eni, count);
  }

  /// Retires all addresses of an ENI, or none.
  ///
  /// @return false when one of them is leased or cooling, or was claimed meanwhile
  public boolean retireAll(EniId eni) {
    return retirement.retireAll(eni);
  }

  /// Makes a retiring address free again: EC2 definitely refused to take it back. In an ENI that is
  /// being emptied it stays out of use.
  ///
  /// @return false when the address is unknown or not retiring
  public boolean unretire(IpAddress address) {
    return retirement.unretire(address);
  }

  /// Forgets a retiring address: EC2 confirmed that we no longer have it. A prefix leaves the pool
  /// with the last of its addresses.
  ///
  /// @return false when the address is unknown or not retiring
  public boolean vacate(IpAddress address) {
    return retirement.vacate(address);
  }

  /// What of an ENI is retiring: single addresses, and prefixes of which nothing else is left.
  public Portions retiring(EniId eni) {
    return retirement.retiring(eni);
  }

  /// Begins to empty an ENI: its free addresses retire now, the others when their cooling ends.
  ///
  /// @return false when the pool does not have the ENI
  public boolean drain(EniId eni) {
    boolean known = retirement.drain(eni);
    publish();
    return known;
  }

  /// Ends the emptying of an ENI: what has retired is free again.
  ///
  /// @param leaving addresses on their way back to EC2; those go on retiring
  /// @return false when the pool does not have the ENI
  public boolean undrain(EniId eni, Collection<IpAddress> leaving) {
    boolean known = retirement.undrain(eni, leaving);
    publish();
    return known;
  }

  /// Marks a leased or cooling address that EC2 no longer has, or clears the mark. A marked address
  /// stays with its pod and becomes vacant after its cooling, never free.
  ///
  /// @return false when the address is unknown, or neither leased nor cooling
  public boolean markLost(IpAddress address, boolean lost) {
    Directory.Place place = directory.find(address);
    if (place == null) {
      return false;
    }
    while (true) {
      long word = place.block().slotVolatile(place.slot());
      if (!SlotWord.isLeased(word) && !SlotWord.isCooling(word)) {
        return false;
      }
      if (place.block().casSlot(place.slot(), word, SlotWord.withLost(word, lost))) {
        return true;
      }
    }
  }

  /// Removes an ENI.
  ///
  /// @return false when one of its slots is not vacant
  public boolean removeEni(EniId eni) {
    return retirement.removeEni(eni);
  }

  /// Sets the kind of addresses that claims take first from now on; before the first [#publish()]
  /// single ones.
  public void prefer(AddressKind kind) {
    preferred = kind;
    publish();
  }

  /// Sorts the blocks by what a scan finds now: the preferred kind first, within it the ENI with
  /// most leases, within that the block with most leases; ENIs being emptied last; among equals the
  /// older first. Call it at most about once a second: each new order costs every claiming thread
  /// its warm hints.
  public void publish() {
    List<Block> blocks = Scan.fullestFirst(directory.allBlocks(), preferred);
    if (!topology.currentVolatile().hasOrder(blocks)) {
      topology.publish(new Topology(blocks));
    }
  }

  private long claimIn(Block block) {
    while (true) {
      long hint = block.freeHintVolatile();
      if (hint == 0) {
        return NONE;
      }
      long ahead = hint & -1L << block.cursorVolatile();
      int slot = Long.numberOfTrailingZeros(ahead != 0 ? ahead : hint);
      long word = block.slotVolatile(slot);
      if (SlotWord.isFree(word)) {
        long leased = SlotWord.toLeased(word);
        if (block.casSlot(slot, word, leased)) { // P1
          // No second look: only the holder of the handle can set this slot free, and it is ours.
          block.clearFreeHint(slot);
          block.setCursorVolatile(slot + 1);
          return Handle.of(SlotWord.generation(leased), block.id().value(), slot);
        }
      } else {
        block.clearFreeHint(slot);
        if (SlotWord.isFree(block.slotVolatile(slot))) { // P6
          topology.raiseFree(block, slot);
        }
      }
    }
  }

  /// Returns 1 when the slot became free.
  private int ripenSlot(Block block, int slot, long nowMillis) {
    long word = block.slotVolatile(slot);
    if (SlotWord.isCooling(word)) {
      if (SlotWord.deadlineMillis(word) > nowMillis) {
        return 0;
      }
      // Cleared while the slot still cools: the next release comes after the CAS and sets it again.
      block.clearCoolHint(slot);
      if (SlotWord.isLost(word)) {
        retirement.vacate(block, slot, word);
        return 0;
      }
      if (block.eni().drainingVolatile()) {
        block.move(slot, word, SlotWord.toRetiring(word));
        return 0;
      }
      block.move(slot, word, SlotWord.toFree(word));
      topology.raiseFree(block, slot);
      return 1;
    }
    block.clearCoolHint(slot);
    if (SlotWord.isCooling(block.slotVolatile(slot))) { // P7
      topology.raiseCooling(block, slot);
    }
    return 0;
  }

  private Block requireBlock(long handle) {
    Block block = topology.find(handle);
    if (block == null
        || SlotWord.generation(block.slotVolatile(Handle.slot(handle)))
            != Handle.generation(handle)) {
      throw stale(handle);
    }
    return block;
  }

  private static IllegalArgumentException stale(long handle) {
    return new IllegalArgumentException(
        "handle " + handle + " stands for no lease: its slot was leased anew or its ENI has left");
  }

  /// For tests: the present order and its hints.
  Topology topologyVolatile() {
    return topology.currentVolatile();
  }
}

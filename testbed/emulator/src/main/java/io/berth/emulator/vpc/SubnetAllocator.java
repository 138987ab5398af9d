package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The addresses of one subnet: which are taken. Not for several threads.
///
/// The first four addresses and the last belong to AWS and are never handed out (VPC user guide,
/// "Subnet CIDR blocks"). A prefix is a /28 on a multiple of 16 with no address taken.
final class SubnetAllocator {

  static final int PREFIX_LENGTH = 28;
  private static final int PREFIX_SIZE = 16;
  private static final int RESERVED_HEAD = 4;

  private final Cidr cidr;
  private final int size;
  private final AllocationPolicy policy;
  private final RandomGenerator random;
  private final BitSet taken;

  /// Kept out of the subnet's own choice by CIDR reservations, whatever their type.
  private final BitSet kept = new BitSet();

  /// Where prefixes of the subnet's choice come from first.
  private final BitSet forPrefixes = new BitSet();

  /// Taken by others, to make the subnet scarce.
  private final BitSet occupied = new BitSet();

  private int takenCount;

  /// @param cidr IPv4, /16 to /28
  SubnetAllocator(Cidr cidr, AllocationPolicy policy, RandomGenerator random) {
    if (!cidr.network().isIpv4() || cidr.prefixLength() < 16 || cidr.prefixLength() > 28) {
      throw new IllegalArgumentException("a subnet is IPv4, /16 to /28: " + cidr);
    }
    this.cidr = cidr;
    this.size = (int) cidr.size();
    this.policy = policy;
    this.random = random;
    this.taken = new BitSet(size);
    taken.set(0, RESERVED_HEAD);
    taken.set(size - 1);
    this.takenCount = taken.cardinality();
  }

  int freeCount() {
    return size - takenCount;
  }

  /// How many of the free addresses the subnet may choose by itself.
  int freeToChoose() {
    if (kept.isEmpty()) {
      return freeCount();
    }
    BitSet closed = (BitSet) taken.clone();
    closed.or(kept);
    return size - closed.cardinality();
  }

  /// Says which parts are reserved; replaces what was said before.
  void reserve(List<CidrReservation> reservations) {
    kept.clear();
    forPrefixes.clear();
    for (CidrReservation reservation : reservations) {
      int from = offset(reservation.cidr().network());
      int to = from + (int) reservation.cidr().size();
      kept.set(from, to);
      if (reservation.type() == CidrReservation.Type.PREFIX) {
        forPrefixes.set(from, to);
      }
    }
  }

  /// Lets others take addresses until only so many are free, at least one in each aligned /28.
  void occupy(int freeWanted) {
    vacate();
    for (int first = 0; first < size; first += PREFIX_SIZE) {
      int next = taken.nextSetBit(first);
      if (next < 0 || next >= first + PREFIX_SIZE) {
        occupy(first, random.nextInt(PREFIX_SIZE));
      }
    }
    while (freeCount() > freeWanted) {
      int offset = taken.nextClearBit(random.nextInt(size));
      occupy(0, offset < size ? offset : taken.nextClearBit(0));
    }
  }

  private void occupy(int first, int offset) {
    occupied.set(first + offset);
    change(first + offset, 1, true);
  }

  /// Gives back what others took.
  void vacate() {
    occupied.stream().forEach(offset -> change(offset, 1, false));
    occupied.clear();
  }

  boolean contains(IpAddress address) {
    return cidr.contains(address);
  }

  /// Whether AWS keeps this address of the subnet for itself.
  boolean isReserved(IpAddress address) {
    int offset = offset(address);
    return offset < RESERVED_HEAD || offset == size - 1;
  }

  boolean isFree(IpAddress address) {
    return !taken.get(offset(address));
  }

  /// Whether all sixteen addresses of the block are free. The block must lie in the subnet.
  boolean isFree(Cidr prefix) {
    int first = offset(prefix.network());
    int next = taken.nextSetBit(first);
    return next < 0 || next >= first + PREFIX_SIZE;
  }

  /// Takes an address of the subnet's choice, or returns `null` when none is free.
  @Nullable IpAddress takeOne() {
    int start = policy == AllocationPolicy.RANDOM ? random.nextInt(size) : 0;
    int offset = nextToChoose(start);
    if (offset >= size) {
      offset = nextToChoose(0);
    }
    if (offset >= size) {
      return null;
    }
    change(offset, 1, true);
    return cidr.address(offset);
  }

  private int nextToChoose(int from) {
    int offset = taken.nextClearBit(from);
    while (offset < size && kept.get(offset)) {
      offset = taken.nextClearBit(kept.nextClearBit(offset));
    }
    return offset;
  }

  /// Takes a block of the subnet's choice, or returns `null` when no aligned block is free.
  @Nullable Cidr takePrefix() {
    Cidr reserved = forPrefixes.isEmpty() ? null : takePrefix(true);
    return reserved != null ? reserved : takePrefix(false);
  }

  private @Nullable Cidr takePrefix(boolean reserved) {
    int blocks = size / PREFIX_SIZE;
    int start = policy == AllocationPolicy.RANDOM ? random.nextInt(blocks) : 0;
    for (int i = 0; i < blocks; i++) {
      int first = (start + i) % blocks * PREFIX_SIZE;
      Cidr prefix = new Cidr(cidr.address(first), PREFIX_LENGTH);
      boolean open = reserved ? forPrefixes.get(first) : !kept.get(first);
      if (open && isFree(prefix)) {
        take(prefix);
        return prefix;
      }
    }
    return null;
  }

  void take(IpAddress address) {
    change(offset(address), 1, true);
  }

  void take(Cidr prefix) {
    change(offset(prefix.network()), PREFIX_SIZE, true);
  }

  void free(IpAddress address) {
    change(offset(address), 1, false);
  }

  void free(Cidr prefix) {
    change(offset(prefix.network()), PREFIX_SIZE, false);
  }

  private void change(int from, int count, boolean take) {
    for (int i = from; i < from + count; i++) {
      if (taken.get(i) == take) {
        throw new IllegalStateException(
            cidr.address(i) + (take ? " is taken already" : " is not taken"));
      }
      taken.set(i, take);
      takenCount += take ? 1 : -1;
    }
  }

  private int offset(IpAddress address) {
    if (!cidr.contains(address)) {
      throw new IllegalArgumentException(address + " is not in " + cidr);
    }
    return address.ipv4Bits() - cidr.network().ipv4Bits();
  }
}

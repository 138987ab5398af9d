package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.IpAddress;
import java.util.BitSet;
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
  }

  int freeCount() {
    return size - taken.cardinality();
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
    int offset = taken.nextClearBit(start);
    if (offset >= size) {
      offset = taken.nextClearBit(0);
    }
    if (offset >= size) {
      return null;
    }
    taken.set(offset);
    return cidr.address(offset);
  }

  /// Takes a block of the subnet's choice, or returns `null` when no aligned block is free.
  @Nullable Cidr takePrefix() {
    int blocks = size / PREFIX_SIZE;
    int start = policy == AllocationPolicy.RANDOM ? random.nextInt(blocks) : 0;
    for (int i = 0; i < blocks; i++) {
      int first = (start + i) % blocks * PREFIX_SIZE;
      Cidr prefix = new Cidr(cidr.address(first), PREFIX_LENGTH);
      if (isFree(prefix)) {
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
    }
  }

  private int offset(IpAddress address) {
    if (!cidr.contains(address)) {
      throw new IllegalArgumentException(address + " is not in " + cidr);
    }
    return address.ipv4Bits() - cidr.network().ipv4Bits();
  }
}

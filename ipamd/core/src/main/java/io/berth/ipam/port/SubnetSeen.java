package io.berth.ipam.port;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A subnet as EC2 describes it.
///
/// @param id its id
/// @param cidr its IPv4 block
/// @param freeAddresses EC2's count of free addresses; says nothing about aligned blocks among them
/// @param tags its tags
public record SubnetSeen(
    SubnetId id, Cidr cidr, int freeAddresses, SortedMap<String, String> tags) {

  /// @throws IllegalArgumentException for a negative number
  public SubnetSeen {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    if (freeAddresses < 0) {
      throw new IllegalArgumentException(id + " with " + freeAddresses + " free addresses");
    }
  }
}

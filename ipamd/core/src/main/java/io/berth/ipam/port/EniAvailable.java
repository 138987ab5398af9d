package io.berth.ipam.port;

import io.berth.ipam.model.EniId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// An ENI that is attached to nothing.
///
/// @param eni its id
/// @param type what it is for
/// @param description what its maker wrote; may be empty
/// @param tags its tags
public record EniAvailable(
    EniId eni, EniType type, String description, SortedMap<String, String> tags) {

  public EniAvailable {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }
}

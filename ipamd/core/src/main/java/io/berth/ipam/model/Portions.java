package io.berth.ipam.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What EC2 gives to an ENI or takes back in one call. Immutable.
///
/// @param singles secondary addresses, in EC2's order
/// @param prefixes /28 blocks, in EC2's order
public record Portions(List<IpAddress> singles, List<Cidr> prefixes) {

  /// Nothing.
  public static final Portions NONE = new Portions(List.of(), List.of());

  public Portions {
    singles = List.copyOf(singles);
    prefixes = List.copyOf(prefixes);
  }

  /// Single addresses only.
  public static Portions ofSingles(List<IpAddress> singles) {
    return new Portions(singles, List.of());
  }

  /// Prefixes only.
  public static Portions ofPrefixes(List<Cidr> prefixes) {
    return new Portions(List.of(), prefixes);
  }

  public boolean isEmpty() {
    return singles.isEmpty() && prefixes.isEmpty();
  }

  /// Slots of the ENI's limit that these fill.
  public int count() {
    return singles.size() + prefixes.size();
  }

  /// How many of one kind.
  public int count(AddressKind kind) {
    return kind == AddressKind.SINGLE ? singles.size() : prefixes.size();
  }

  /// All addresses, those of the prefixes one by one.
  public List<IpAddress> addresses() {
    List<IpAddress> all = new ArrayList<>(singles);
    for (Cidr prefix : prefixes) {
      for (long i = 0; i < prefix.size(); i++) {
        all.add(prefix.address(i));
      }
    }
    return all;
  }

  public boolean contains(IpAddress address) {
    return singles.contains(address)
        || prefixes.stream().anyMatch(prefix -> prefix.contains(address));
  }

  /// These and those, each once.
  public Portions plus(Portions those) {
    return new Portions(union(singles, those.singles), union(prefixes, those.prefixes));
  }

  /// These without those.
  public Portions minus(Portions those) {
    return new Portions(without(singles, those.singles), without(prefixes, those.prefixes));
  }

  /// The first of one kind, at most `count`.
  public Portions firstOf(AddressKind kind, int count) {
    return kind == AddressKind.SINGLE
        ? ofSingles(singles.subList(0, Math.min(count, singles.size())))
        : ofPrefixes(prefixes.subList(0, Math.min(count, prefixes.size())));
  }

  private static <T> List<T> union(List<T> these, List<T> those) {
    Set<T> all = new LinkedHashSet<>(these);
    all.addAll(those);
    return List.copyOf(all);
  }

  private static <T> List<T> without(List<T> these, List<T> those) {
    Set<T> rest = new LinkedHashSet<>(these);
    those.forEach(rest::remove);
    return List.copyOf(rest);
  }
}

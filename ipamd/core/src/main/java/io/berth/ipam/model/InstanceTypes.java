package io.berth.ipam.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The bundled table of instance types and their limits, read once from the resource
/// `instance-limits.csv`. Immutable, safe for any thread.
public final class InstanceTypes {

  private static final String RESOURCE = "instance-limits.csv";
  private static final String HEADER =
      "instance_type,max_enis,ipv4_addresses_per_eni,hypervisor,bare_metal,default_network_card,enis_per_network_card";

  private final Map<String, InstanceLimits> byName;

  private InstanceTypes(Map<String, InstanceLimits> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /// The table that ships with this library.
  public static InstanceTypes bundled() {
    try (InputStream in = InstanceTypes.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from the jar");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
    }
  }

  /// Reads the table's text: a header line, then one type a line; cards as `index:enis` joined by
  /// `;`.
  ///
  /// @throws IllegalArgumentException naming the line that does not fit
  public static InstanceTypes parse(String csv) {
    List<String> lines = csv.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new IllegalArgumentException("the table must begin with: " + HEADER);
    }
    Map<String, InstanceLimits> byName = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      InstanceLimits limits = parseLine(line);
      if (byName.put(limits.instanceType(), limits) != null) {
        throw new IllegalArgumentException("instance type listed twice: " + limits.instanceType());
      }
    }
    return new InstanceTypes(byName);
  }

  /// The limits of a type, or `null` for one that the table does not have.
  public @Nullable InstanceLimits find(String instanceType) {
    return byName.get(instanceType);
  }

  /// All types, in order of their names.
  public Collection<InstanceLimits> all() {
    return byName.values();
  }

  private static InstanceLimits parseLine(String line) {
    String[] columns = line.split(",", -1);
    if (columns.length != 7) {
      throw new IllegalArgumentException("seven columns wanted: '" + line + "'");
    }
    try {
      InstanceLimits.Hypervisor hypervisor =
          Boolean.parseBoolean(columns[4])
              ? InstanceLimits.Hypervisor.BARE_METAL
              : columns[3].equals("xen")
                  ? InstanceLimits.Hypervisor.XEN
                  : InstanceLimits.Hypervisor.NITRO;
      List<Integer> cards =
          Stream.of(columns[6].split(";", -1))
              .map(card -> Integer.valueOf(card.substring(card.indexOf(':') + 1)))
              .toList();
      return new InstanceLimits(
          columns[0],
          Integer.parseInt(columns[1]),
          Integer.parseInt(columns[2]),
          hypervisor,
          Integer.parseInt(columns[5]),
          cards);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number is wrong in: '" + line + "'", e);
    }
  }
}

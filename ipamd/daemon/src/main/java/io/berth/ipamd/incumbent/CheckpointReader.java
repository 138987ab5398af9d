package io.berth.ipamd.incumbent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.PodName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `ipam.json`, format `vpc-cni-ipam/1`: one object with `version` and `allocations`.
///
/// Strict about what an address hangs on, and about the version: a format that is not known is
/// never guessed. Unknown fields are passed over. An entry that makes no sense costs only itself,
/// because the kernel still says which address is in use.
final class CheckpointReader {

  /// The one version of the format there has been.
  static final String VERSION = "vpc-cni-ipam/1";

  /// A full node's file has some 750 entries of 350 bytes, 260 KB; what is sixteen times as large
  /// was not written by the incumbent.
  static final int MAX_BYTES = 4 << 20;

  /// Entries that are told one by one; after so many the file is hardly better understood by more.
  private static final int MAX_PROBLEMS = 20;

  /// Longest network name or container id. Runtimes use 64; with both at this length a lease's name
  /// still fits into the alias of a link (255 bytes).
  private static final int MAX_NAME_CHARACTERS = 100;

  /// IFNAMSIZ without its end.
  private static final int MAX_INTERFACE_CHARACTERS = 15;

  /// Names of Kubernetes objects are at most this long (DNS subdomain, RFC 1123).
  private static final int MAX_POD_CHARACTERS = 253;

  private final List<Allocation> allocations = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int unreadable;

  private CheckpointReader() {}

  /// Reads the file. Never throws for what it finds.
  static CheckpointReading read(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      return new CheckpointReading.Absent();
    } catch (IOException e) {
      return new CheckpointReading.Damaged("cannot be read: " + e);
    }
    if (bytes.length > MAX_BYTES) {
      return new CheckpointReading.Damaged("has more than " + MAX_BYTES + " bytes");
    }
    return parse(bytes);
  }

  /// Reads the file's bytes.
  static CheckpointReading parse(byte[] bytes) {
    Map<String, Object> root;
    try {
      root = JSON.std.mapFrom(bytes);
    } catch (IOException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new CheckpointReading.Damaged("is no JSON object: " + first);
    }
    if (!VERSION.equals(root.get("version"))) {
      Object version = root.get("version");
      return new CheckpointReading.OtherVersion(version == null ? "" : shown(version));
    }
    return root.get("allocations") instanceof List<?> entries
        ? new CheckpointReader().all(entries)
        : new CheckpointReading.Damaged("has no list 'allocations'");
  }

  private CheckpointReading all(List<?> entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Map<?, ?> entry) {
        one(i, entry);
      } else {
        problem(i, "is no object");
      }
    }
    if (unreadable > problems.size()) {
      problems.add((unreadable - problems.size()) + " further entries make no sense either");
    }
    return new CheckpointReading.Known(allocations, problems);
  }

  private void one(int index, Map<?, ?> entry) {
    String network = name(entry.get("networkName"));
    String container = name(entry.get("containerID"));
    String interfaceName = interfaceName(entry.get("ifName"));
    if (network == null || container == null || interfaceName == null) {
      problem(
          index,
          "does not name its attachment: networkName '%s', containerID '%s', ifName '%s'"
              .formatted(
                  shown(entry.get("networkName")),
                  shown(entry.get("containerID")),
                  shown(entry.get("ifName"))));
      return;
    }
    IpAddress ipv4 = address(entry.get("ipv4"));
    IpAddress ipv6 = address(entry.get("ipv6"));
    boolean wrong =
        (ipv4 == null ? isGiven(entry.get("ipv4")) : !ipv4.isIpv4())
            || (ipv6 == null ? isGiven(entry.get("ipv6")) : ipv6.isIpv4());
    if (wrong || (ipv4 == null && ipv6 == null)) {
      problem(
          index,
          "of container %s has no address that can be read: ipv4 '%s', ipv6 '%s'"
              .formatted(container, shown(entry.get("ipv4")), shown(entry.get("ipv6"))));
      return;
    }
    Map<?, ?> metadata = entry.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
    allocations.add(
        new Allocation(
            network,
            container,
            interfaceName,
            ipv4,
            ipv6,
            new PodName(podPart(metadata, "k8sPodNamespace"), podPart(metadata, "k8sPodName")),
            metadata.get("interfacesCount") instanceof Integer count && count > 0 ? count : 0,
            entry.get("allocationTimestamp") instanceof Long nanos && nanos > 0 ? nanos : 0));
  }

  private void problem(int index, String what) {
    unreadable++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add("entry " + (index + 1) + " " + what + "; it is passed over");
    }
  }

  /// As the CNI specification has names (section 2), or beginning with an underscore, as in
  /// `_migrated-from-cri`.
  private static @Nullable String name(@Nullable Object value) {
    return value instanceof String text
            && !text.isEmpty()
            && text.length() <= MAX_NAME_CHARACTERS
            && text.chars().allMatch(CheckpointReader::isNameCharacter)
        ? text
        : null;
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }

  private static @Nullable String interfaceName(@Nullable Object value) {
    return value instanceof String text
            && !text.isEmpty()
            && text.length() <= MAX_INTERFACE_CHARACTERS
            && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != ':')
        ? text
        : null;
  }

  private static @Nullable IpAddress address(@Nullable Object value) {
    return value instanceof String text ? IpAddress.tryParse(text) : null;
  }

  private static boolean isGiven(@Nullable Object value) {
    return value != null && !value.equals("");
  }

  /// A name that no pod can have counts as none: such an entry is recognised by its route.
  private static String podPart(Map<?, ?> metadata, String key) {
    return metadata.get(key) instanceof String text && text.length() <= MAX_POD_CHARACTERS
        ? text
        : "";
  }

  /// For a sentence: what a file says may be long.
  private static String shown(@Nullable Object value) {
    String text = value == null ? "" : String.valueOf(value);
    return text.length() <= MAX_NAME_CHARACTERS
        ? text
        : text.substring(0, MAX_NAME_CHARACTERS) + "…";
  }
}

package io.berth.emulator.fabric;

import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A mounted namespace that this process made, with a netlink socket inside it. Not safe for use by
/// several threads at once, but for [#call].
final class FabricNamespace {
  private final Path path;
  private final NetworkNamespace namespace;
  private final NetlinkSocket netlink;
  private final List<String> notes;

  private FabricNamespace(
      Path path, NetworkNamespace namespace, NetlinkSocket netlink, List<String> notes) {
    this.path = path;
    this.namespace = namespace;
    this.netlink = netlink;
    this.notes = notes;
  }

  /// Creates the namespace, sets its loopback up and its sysctls.
  ///
  /// @param sysctls paths below `/proc/sys/net/ipv4` and their values
  /// @throws IOException when that fails; then nothing is left behind
  static FabricNamespace create(Path path, Map<String, String> sysctls) throws IOException {
    NetworkNamespace namespace;
    try {
      namespace = NetworkNamespace.createMounted(path);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          path
              + " exists already: another run owns it or left it; if so remove it with ip netns del "
              + path.getFileName(),
          e);
    }
    NetlinkSocket netlink = null;
    try {
      netlink = namespace.openNetlink();
      List<String> notes = namespace.call(() -> writeSysctls(sysctls));
      FabricNamespace made = new FabricNamespace(path, namespace, netlink, notes);
      made.perform(
          List.of(
              new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true))));
      return made;
    } catch (IOException e) {
      release(path, namespace, netlink);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  int descriptor() {
    return namespace.descriptor();
  }

  NetlinkSocket netlink() {
    return netlink;
  }

  /// What could not be set as wanted, for a person to read.
  List<String> notes() {
    return notes;
  }

  <T extends @Nullable Object> T call(Callable<T> task) throws IOException {
    return namespace.call(task);
  }

  /// Performs every request.
  ///
  /// @throws IOException naming all that failed
  void perform(List<? extends Request> requests) throws IOException {
    StringBuilder failures = new StringBuilder();
    for (Outcome outcome : netlink.execute(requests)) {
      if (outcome instanceof Outcome.Failed failed) {
        failures.append(failures.isEmpty() ? "" : "; ").append(failed.message());
      }
    }
    if (!failures.isEmpty()) {
      throw new IOException("in namespace " + path + ": " + failures);
    }
  }

  /// Performs every request; objects that are gone already are no failure.
  void remove(List<? extends Request> requests) throws IOException {
    for (Outcome outcome : netlink.execute(requests)) {
      if (outcome instanceof Outcome.Failed failed && !failed.notFound()) {
        throw new IOException("in namespace " + path + ": " + failed.message());
      }
    }
  }

  /// Closes the handles and removes the mount and its file.
  void delete() throws IOException {
    release(path, namespace, netlink);
  }

  private static void release(
      Path path, NetworkNamespace namespace, @Nullable NetlinkSocket netlink) throws IOException {
    if (netlink != null) {
      netlink.close();
    }
    namespace.close();
    NetworkNamespace.delete(path);
  }

  /// Writes what can be written. Where `/proc/sys` is read-only a value may be right already; what
  /// is not is noted.
  private static List<String> writeSysctls(Map<String, String> sysctls) {
    List<String> notes = new ArrayList<>();
    sysctls.forEach((key, value) -> {
      Path file = Path.of("/proc/sys/net/ipv4", key);
      try {
        Files.writeString(file, value);
      } catch (IOException e) {
        String actual = read(file);
        if (!actual.equals(value)) {
          notes.add(file + " is \"" + actual + "\", wanted \"" + value + "\": " + e);
        }
      }
    });
    return List.copyOf(notes);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}

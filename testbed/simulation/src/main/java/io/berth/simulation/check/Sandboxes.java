package io.berth.simulation.check;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedKernel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The promises about sandboxes, checked against what their runtime was told and what the kernel
/// has:
///
/// | | checked |
/// |---|---|
/// | S2 | when the daemon has started: each ADD that was answered has its lease; no DEL that was answered has one. When a DEL is answered: the kernel has nothing of it |
/// | S7 | at rest: the kernel's text is what the leases call for |
/// | S8 | when an ADD is answered again: with the same address; after every event: the link, the route and the alias of each sandbox are there, so no DEL has taken another's |
///
/// Tells [Promises] of addresses.
public final class Sandboxes {

  /// Answered DELs that are remembered; older ones would have come back at an earlier start.
  private static final int MAX_FORGOTTEN = 500;

  private static final class Held {
    final Sandbox sandbox;
    final IpAddress address;
    boolean leaving;

    Held(Sandbox sandbox, IpAddress address) {
      this.sandbox = sandbox;
      this.address = address;
    }
  }

  private final VirtualTime time;
  private final SimulatedKernel kernel;
  private final Promises.Account account;
  private final Map<LeaseKey, Held> held = new TreeMap<>();

  /// Sandboxes that went without a DEL, with the address that each had.
  private final Map<LeaseKey, IpAddress> lost = new HashMap<>();

  private final LinkedHashSet<LeaseKey> forgotten = new LinkedHashSet<>();

  public Sandboxes(VirtualTime time, SimulatedKernel kernel, Promises.Account account) {
    this.time = time;
    this.kernel = kernel;
    this.account = account;
  }

  /// The daemon is handed an ADD.
  public void adding(LeaseKey key) {
    forgotten.remove(key);
  }

  /// The runtime was told that its sandbox has an address.
  public void given(LeaseKey key, Sandbox sandbox, IpAddress address) {
    Held before = held.get(key);
    if (before != null) {
      if (!before.address.equals(address)) {
        throw broken("S8", key + " was given " + address + " and has " + before.address);
      }
      return;
    }
    held.put(key, new Held(sandbox, address));
    if (address.equals(lost.remove(key))) {
      account.givenAgain(key.toString(), address);
    } else {
      account.given(key.toString(), address);
    }
  }

  /// An ADD of a sandbox that stands was refused because it stands.
  public void saidToStand(LeaseKey key, IpAddress address) {
    Held before = held.get(key);
    if (before != null && !before.address.equals(address)) {
      throw broken("S8", key + " is said to have " + address + " and has " + before.address);
    }
  }

  /// A CHECK was answered.
  ///
  /// @param failure `null` for success
  public void checked(LeaseKey key, @Nullable LeaseFailure failure) {
    boolean lie =
        failure instanceof LeaseFailure.Different
            || failure instanceof LeaseFailure.UnknownAttachment;
    if (lie && counts(key)) {
      throw broken("S8", "the CHECK of " + key + " failed: " + failure);
    }
  }

  /// The runtime has begun to take a sandbox down.
  public void leaving(LeaseKey key) {
    Held there = held.get(key);
    if (there != null && !there.leaving) {
      there.leaving = true;
      account.leaving(there.address);
    }
  }

  /// The runtime was told that a sandbox is gone.
  public void gone(LeaseKey key) {
    Held there = held.remove(key);
    lost.remove(key);
    if (there != null) {
      account.gone(there.address);
    }
  }

  /// The namespace has ended without a DEL.
  public void vanished(LeaseKey key) {
    Held there = held.remove(key);
    if (there != null) {
      account.leaving(there.address);
      account.gone(there.address);
      lost.put(key, there.address);
    }
  }

  /// The daemon has answered a DEL, and no ADD of it runs.
  public void deleted(LeaseKey key) {
    gone(key);
    if (kernel.hasTrace(key)) {
      throw broken("S2", "the DEL of " + key + " was answered, and the kernel has its link");
    }
    forgotten.add(key);
    if (forgotten.size() > MAX_FORGOTTEN) {
      forgotten.removeFirst();
    }
  }

  /// Whether the runtime counts on a sandbox.
  public boolean counts(LeaseKey key) {
    Held there = held.get(key);
    return there != null && !there.leaving;
  }

  /// The address of a sandbox, `null` when it has none.
  public @Nullable IpAddress address(LeaseKey key) {
    Held there = held.get(key);
    return there == null ? null : there.address;
  }

  /// Checks what has to hold at any moment.
  public void check() {
    for (Map.Entry<LeaseKey, Held> each : held.entrySet()) {
      Held there = each.getValue();
      if (!there.leaving && !kernel.stands(each.getKey(), there.address, there.sandbox)) {
        throw broken(
            "S8",
            "the link of " + each.getKey() + " with " + there.address + " does not stand any more");
      }
    }
  }

  /// Checks what a start has made of the past.
  public void started(List<Lease> leases) {
    Map<LeaseKey, Lease> byKey = leases.stream().collect(Collectors.toMap(Lease::key, l -> l));
    held.forEach((key, there) -> {
      Lease lease = byKey.get(key);
      if (!there.leaving && (lease == null || !lease.address().equals(there.address))) {
        throw broken(
            "S2",
            "the ADD of " + key + " was answered with " + there.address + ", restored is " + lease);
      }
    });
    for (LeaseKey key : forgotten) {
      if (byKey.containsKey(key) || kernel.hasTrace(key)) {
        throw broken("S2", "the DEL of " + key + " was answered and is forgotten after a start");
      }
    }
  }

  /// Checks what has to hold when nothing is under way.
  ///
  /// @param leases that the daemon has
  /// @param enis whose links it has set up
  /// @param mtuBytes of pods' links
  /// @param excused leases that nobody has to end, as of sandboxes lost without a DEL
  public void atRest(
      Map<Lease, Integer> leases, List<EniLink> enis, int mtuBytes, Set<LeaseKey> excused) {
    Map<PodLink, String> links = new HashMap<>();
    leases.forEach((lease, routeTable) -> {
      Held there = held.get(lease.key());
      if (there != null) {
        links.put(PodLink.of(lease, routeTable, mtuBytes), there.sandbox.path());
      } else if (!excused.contains(lease.key())) {
        throw broken("S7", "a lease of " + lease.address() + " for " + lease.key() + " is left");
      }
    });
    List<String> wanted = SimulatedKernel.text(links, enis);
    List<String> there = kernel.text();
    if (!wanted.equals(there)) {
      throw broken(
          "S7",
          "the kernel has " + without(there, wanted) + " and lacks " + without(wanted, there));
    }
  }

  private static List<String> without(List<String> lines, List<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).toList();
  }

  private BrokenPromiseException broken(String promise, String what) {
    return new BrokenPromiseException(promise, "at " + time.nowMillis() + " ms " + what);
  }
}

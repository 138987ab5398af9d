package io.berth.simulation.world;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import io.berth.simulation.time.Lifetime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node's kernel: sandboxes, pods' links, and the links of ENIs that the VPC has plugged in. It
/// outlives the daemon. What was asked for before the daemon died happens; only the answer is lost.
public final class SimulatedKernel {

  /// Three netlink messages, as measured on a real kernel.
  private static final long ATTACH_MILLIS = 2;

  /// The grace periods that removing links waits for.
  private static final long DETACH_MILLIS = 20;

  private static final long ENI_MILLIS = 2;

  /// A pod's link on both sides.
  ///
  /// @param alias empty while it is half made
  /// @param routed whether the route to the address leads to it
  private record Made(
      PodLink link, String alias, boolean routed, String sandbox, KernelOutcome.Attached attached) {
    Made routed(boolean isRouted) {
      return new Made(link, alias, isRouted, sandbox, attached);
    }
  }

  private final InstanceId instance;
  private final SimulatedVpc vpc;
  private final Map<String, Made> byHostLink = new TreeMap<>();
  private final Map<String, Made> byInterface = new HashMap<>();
  private final Map<IpAddress, String> routes = new TreeMap<>();

  /// Links of others, by name.
  private final TreeSet<String> foreignLinks = new TreeSet<>();

  /// Interfaces that others have put into sandboxes.
  private final TreeSet<String> foreignInterfaces = new TreeSet<>();

  /// The rules of ENIs, each with the table it leads to.
  private final Map<IpAddress, Integer> eniRules = new TreeMap<>();

  /// By path, the links in each.
  private final Map<String, List<Made>> sandboxes = new HashMap<>();

  private int linksMade;

  public SimulatedKernel(InstanceId instance, SimulatedVpc vpc) {
    this.instance = instance;
    this.vpc = vpc;
  }

  /// The runtime has made a namespace.
  public void open(Sandbox sandbox) {
    sandboxes.put(sandbox.path(), List.of());
  }

  /// The namespace ends, and what is left in it.
  public void close(Sandbox sandbox) {
    List<Made> inside = sandboxes.remove(sandbox.path());
    if (inside != null) {
      inside.forEach(this::remove);
    }
    foreignInterfaces.removeIf(each -> each.startsWith(sandbox.path() + "#"));
  }

  /// Whether the namespace is there.
  public boolean isOpen(Sandbox sandbox) {
    return sandboxes.containsKey(sandbox.path());
  }

  /// Somebody else makes an interface inside a sandbox.
  public void occupyInterface(Sandbox sandbox, String interfaceName) {
    foreignInterfaces.add(sandbox.path() + "#" + interfaceName);
  }

  /// Somebody else makes a link on the node, unless its name is taken.
  ///
  /// @return whether it was made
  public boolean occupyHostLink(String name) {
    return !byHostLink.containsKey(name) && foreignLinks.add(name);
  }

  /// Somebody else removes that link.
  public void vacateHostLink(String name) {
    foreignLinks.remove(name);
  }

  /// Links of pods and the addresses routed to them.
  public List<PodLinkSeen> links() {
    return byHostLink.values().stream()
        .map(made ->
            new PodLinkSeen(
                made.routed() ? made.link().address() : null, made.link().hostLink(), made.alias()))
        .toList();
  }

  /// Whether the link stands whole: with its alias, its route and its end in the sandbox.
  public boolean stands(LeaseKey key, IpAddress address, Sandbox sandbox) {
    Made there = byInterface.get(sandbox.path() + "#" + key.interfaceName());
    return there != null
        && there.routed()
        && there.alias().equals(PodLink.ALIAS_PREFIX + key)
        && there.link().address().equals(address)
        && there.link().hostLink().equals(routes.get(address));
  }

  /// Whether anything names a lease or leads to its sandbox.
  public boolean hasTrace(LeaseKey key) {
    String alias = PodLink.ALIAS_PREFIX + key;
    return byHostLink.values().stream()
        .anyMatch(made -> made.alias().equals(alias) || made.link().key().equals(key));
  }

  /// All that is Berth's, one object a line, in order.
  public List<String> text() {
    List<String> lines = new ArrayList<>();
    byHostLink.values().forEach(made -> lines.add(line(made)));
    routes.forEach((address, hostLink) -> lines.add("route " + address + " dev " + hostLink));
    eniRules.forEach((address, table) -> lines.add("rule from " + address + " lookup " + table));
    return lines;
  }

  /// What [#text] says of these leases, if each link stands and nothing else is there.
  ///
  /// @param leases by link, the path of the sandbox of each
  /// @param enis whose links are set up
  public static List<String> text(Map<PodLink, String> leases, List<EniLink> enis) {
    Map<String, String> links = new TreeMap<>();
    Map<IpAddress, String> routes = new TreeMap<>();
    leases.forEach((link, path) -> {
      links.put(link.hostLink(), line(link, link.alias(), path));
      routes.put(link.address(), link.hostLink());
    });
    List<String> lines = new ArrayList<>(links.values());
    routes.forEach((address, hostLink) -> lines.add("route " + address + " dev " + hostLink));
    Map<IpAddress, Integer> rules = new TreeMap<>();
    enis.forEach(eni -> rules.put(eni.address(), eni.routeTable()));
    rules.forEach((address, table) -> lines.add("rule from " + address + " lookup " + table));
    return lines;
  }

  private static String line(Made made) {
    return line(made.link(), made.alias(), made.sandbox());
  }

  private static String line(PodLink link, String alias, String path) {
    return "link "
        + link.hostLink()
        + " alias '"
        + alias
        + "' to "
        + link.interfaceName()
        + " with "
        + link.address()
        + " in "
        + path;
  }

  /// The port of one process.
  public Kernel kernel(Lifetime caller) {
    return new Port(caller);
  }

  /// The first step of attaching a pod: the pair of links, without alias and route.
  ///
  /// @return `null` when it is made
  public KernelOutcome.@Nullable Failed beginAttach(PodLink link, Sandbox sandbox) {
    if (!isOpen(sandbox)) {
      return noNamespace(sandbox);
    }
    String inside = inside(sandbox.path(), link);
    if (byInterface.containsKey(inside) || foreignInterfaces.contains(inside)) {
      return new KernelOutcome.Failed(
          Reason.INTERFACE_EXISTS, "the sandbox has " + link.interfaceName() + " already");
    }
    if (foreignLinks.contains(link.hostLink())) {
      return new KernelOutcome.Failed(
          Reason.OTHER, "host link " + link.hostLink() + " exists and is not Berth's");
    }
    Made stale = byHostLink.get(link.hostLink());
    if (stale != null) {
      remove(stale);
    }
    linksMade++;
    KernelOutcome.Attached attached =
        new KernelOutcome.Attached(
            linksMade,
            new MacAddress(0x0200_0000_0000L | linksMade),
            new MacAddress(0x0200_0100_0000L | linksMade));
    put(new Made(link, "", false, sandbox.path(), attached));
    return null;
  }

  /// The second step: alias, route and what is in the sandbox. Not done when the pair has gone.
  public KernelOutcome finishAttach(PodLink link, Sandbox sandbox) {
    Made half = byInterface.get(inside(sandbox.path(), link));
    if (half == null || !half.link().equals(link)) {
      return isOpen(sandbox)
          ? new KernelOutcome.Failed(Reason.OTHER, "link " + link.hostLink() + " has gone (ENODEV)")
          : noNamespace(sandbox);
    }
    String other = routes.putIfAbsent(link.address(), link.hostLink());
    if (other != null) {
      throw new IllegalStateException(
          link.address() + " is routed to " + other + " and now to " + link.hostLink() + " (S1)");
    }
    replace(half, new Made(link, link.alias(), true, half.sandbox(), half.attached()));
    return half.attached();
  }

  /// Removes a pair that is half made, if it is still there.
  public void undoAttach(PodLink link, Sandbox sandbox) {
    Made half = byInterface.get(inside(sandbox.path(), link));
    if (half != null && half.link().equals(link)) {
      remove(half);
    }
  }

  /// The first step of removing a pod's link: its route.
  public void beginDetach(PodLink link) {
    Made there = byHostLink.get(link.hostLink());
    if (there != null && there.alias().equals(link.alias()) && there.routed()) {
      routes.remove(there.link().address());
      replace(there, there.routed(false));
    }
  }

  /// The second step: the link.
  public void finishDetach(PodLink link) {
    removeLink(link.hostLink(), link.alias());
  }

  private void removeLink(String hostLink, String alias) {
    Made there = byHostLink.get(hostLink);
    if (there != null && there.alias().equals(alias)) {
      remove(there);
    }
  }

  private void put(Made made) {
    byHostLink.put(made.link().hostLink(), made);
    byInterface.put(inside(made.sandbox(), made.link()), made);
    List<Made> inside = new ArrayList<>(sandboxes.getOrDefault(made.sandbox(), List.of()));
    inside.add(made);
    sandboxes.put(made.sandbox(), inside);
  }

  private void replace(Made old, Made made) {
    unlink(old);
    put(made);
  }

  private void remove(Made there) {
    unlink(there);
    if (there.routed()) {
      routes.remove(there.link().address());
    }
  }

  private void unlink(Made there) {
    byHostLink.remove(there.link().hostLink(), there);
    byInterface.remove(inside(there.sandbox(), there.link()), there);
    sandboxes.computeIfPresent(
        there.sandbox(),
        (path, inside) -> inside.stream().filter(made -> !made.equals(there)).toList());
  }

  private static String inside(String sandbox, PodLink link) {
    return sandbox + "#" + link.interfaceName();
  }

  private static KernelOutcome.Failed noNamespace(Sandbox sandbox) {
    return new KernelOutcome.Failed(
        Reason.NO_NAMESPACE, "'" + sandbox.path() + "' is not a network namespace");
  }

  private final class Port implements Kernel {

    private final Lifetime caller;

    Port(Lifetime caller) {
      this.caller = caller;
    }

    @Override
    public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
      KernelOutcome.Failed failed = beginAttach(link, sandbox);
      KernelOutcome outcome = failed == null ? finishAttach(link, sandbox) : failed;
      caller.after(ATTACH_MILLIS, () -> replyTo.accept(outcome));
    }

    @Override
    public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
      links.forEach(SimulatedKernel.this::finishDetach);
      caller.after(DETACH_MILLIS, () -> replyTo.accept(new KernelOutcome.Done()));
    }

    @Override
    public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
      Made there = byHostLink.get(link.hostLink());
      KernelOutcome outcome =
          !isOpen(sandbox)
              ? noNamespace(sandbox)
              : stands(there, link, sandbox)
                  ? new KernelOutcome.Done()
                  : new KernelOutcome.Failed(
                      Reason.DIFFERENT, "wanted " + link + ", there is " + there);
      caller.after(ATTACH_MILLIS, () -> replyTo.accept(outcome));
    }

    private static boolean stands(@Nullable Made there, PodLink link, Sandbox sandbox) {
      return there != null
          && there.link().equals(link)
          && there.routed()
          && there.sandbox().equals(sandbox.path());
    }

    @Override
    public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      caller.after(
          ENI_MILLIS,
          () -> {
            List<EniId> missing = new ArrayList<>();
            for (EniLink eni : enis) {
              if (vpc.hasLink(instance, eni.mac())) {
                if (eni.routeTable() != PodLink.MAIN_TABLE) {
                  // The adapter removes the rules of the ENI that had the table before.
                  eniRules.values().removeIf(table -> table == eni.routeTable());
                  eniRules.put(eni.address(), eni.routeTable());
                }
              } else {
                missing.add(eni.eni());
              }
            }
            replyTo.accept(new KernelOutcome.EnisApplied(missing, List.of()));
          });
    }

    @Override
    public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      enis.forEach(eni -> eniRules.remove(eni.address(), eni.routeTable()));
      caller.after(ENI_MILLIS, () -> replyTo.accept(new KernelOutcome.Done()));
    }

    @Override
    public void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
      links.forEach(stray -> removeLink(stray.hostLink(), stray.alias()));
      caller.after(DETACH_MILLIS, () -> replyTo.accept(new KernelOutcome.Done()));
    }

    @Override
    public void read(Consumer<KernelOutcome> replyTo) {
      KernelOutcome state = new KernelOutcome.State(links());
      caller.after(ATTACH_MILLIS, () -> replyTo.accept(state));
    }
  }
}

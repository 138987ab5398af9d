package io.berth.simulation.world;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
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

  private record Made(PodLink link, String sandbox, KernelOutcome.Attached attached) {}

  private final InstanceId instance;
  private final SimulatedVpc vpc;
  private final Map<String, Made> byHostLink = new TreeMap<>();
  private final Map<String, Made> byInterface = new HashMap<>();
  private final Map<IpAddress, String> routes = new HashMap<>();

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
  }

  /// Whether the namespace is there.
  public boolean isOpen(Sandbox sandbox) {
    return sandboxes.containsKey(sandbox.path());
  }

  /// Links of pods and the addresses routed to them.
  public List<PodLinkSeen> links() {
    return byHostLink.values().stream()
        .map(made ->
            new PodLinkSeen(made.link().address(), made.link().hostLink(), made.link().alias()))
        .toList();
  }

  /// The port of one process.
  public Kernel kernel(Lifetime caller) {
    return new Port(caller);
  }

  private KernelOutcome attach(PodLink link, Sandbox sandbox) {
    if (!isOpen(sandbox)) {
      return noNamespace(sandbox);
    }
    if (byInterface.containsKey(inside(sandbox.path(), link))) {
      return new KernelOutcome.Failed(
          Reason.INTERFACE_EXISTS, "the sandbox has " + link.interfaceName() + " already");
    }
    Made stale = byHostLink.get(link.hostLink());
    if (stale != null) {
      remove(stale);
    }
    String other = routes.putIfAbsent(link.address(), link.hostLink());
    if (other != null) {
      throw new IllegalStateException(
          link.address() + " is routed to " + other + " and now to " + link.hostLink() + " (S1)");
    }
    linksMade++;
    KernelOutcome.Attached attached =
        new KernelOutcome.Attached(
            linksMade,
            new MacAddress(0x0200_0000_0000L | linksMade),
            new MacAddress(0x0200_0100_0000L | linksMade));
    Made made = new Made(link, sandbox.path(), attached);
    byHostLink.put(link.hostLink(), made);
    byInterface.put(inside(sandbox.path(), link), made);
    List<Made> inside = new ArrayList<>(sandboxes.getOrDefault(sandbox.path(), List.of()));
    inside.add(made);
    sandboxes.put(sandbox.path(), inside);
    return attached;
  }

  private void remove(Made there) {
    byHostLink.remove(there.link().hostLink());
    byInterface.remove(inside(there.sandbox(), there.link()));
    routes.remove(there.link().address());
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
      KernelOutcome outcome = attach(link, sandbox);
      caller.after(ATTACH_MILLIS, () -> replyTo.accept(outcome));
    }

    @Override
    public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
      for (PodLink link : links) {
        Made there = byHostLink.get(link.hostLink());
        if (there != null && there.link().alias().equals(link.alias())) {
          remove(there);
        }
      }
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
      return there != null && there.link().equals(link) && there.sandbox().equals(sandbox.path());
    }

    @Override
    public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      caller.after(
          ENI_MILLIS,
          () -> {
            List<EniId> missing = new ArrayList<>();
            for (EniLink eni : enis) {
              if (!vpc.hasLink(instance, eni.mac())) {
                missing.add(eni.eni());
              }
            }
            replyTo.accept(new KernelOutcome.EnisApplied(missing, List.of()));
          });
    }

    @Override
    public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
      caller.after(ENI_MILLIS, () -> replyTo.accept(new KernelOutcome.Done()));
    }

    @Override
    public void removeStrays(List<PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
      for (PodLinkSeen stray : links) {
        Made there = byHostLink.get(stray.hostLink());
        if (there != null && there.link().alias().equals(stray.alias())) {
          remove(there);
        }
      }
      caller.after(DETACH_MILLIS, () -> replyTo.accept(new KernelOutcome.Done()));
    }

    @Override
    public void read(Consumer<KernelOutcome> replyTo) {
      KernelOutcome state = new KernelOutcome.State(links());
      caller.after(ATTACH_MILLIS, () -> replyTo.accept(state));
    }
  }
}

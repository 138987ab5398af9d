package io.berth.ipam.port;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome.Attached;
import io.berth.ipam.port.KernelOutcome.Done;
import io.berth.ipam.port.KernelOutcome.EnisApplied;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.KernelOutcome.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A kernel in memory that is as strict as the real one: names are unique, sandboxes must exist,
/// and a link ends with its sandbox. Answers at once, on the caller's thread.
public final class FakeKernel implements Kernel, KernelContract.World {

  private static final String SANDBOXES = "/run/netns/";

  private record Made(PodLink link, String sandbox, Attached attached) {}

  private final Map<String, Made> byHostLink = new TreeMap<>();
  private final Map<String, Made> byInterface = new HashMap<>();
  private final Set<String> sandboxes = new HashSet<>();
  private final Set<MacAddress> plugged = new HashSet<>();
  private int made;

  @Override
  public Kernel kernel() {
    return this;
  }

  @Override
  public Sandbox sandbox(String name) {
    sandboxes.add(SANDBOXES + name);
    return Sandbox.ofPath(SANDBOXES + name);
  }

  @Override
  public void endSandbox(String name) {
    String path = SANDBOXES + name;
    sandboxes.remove(path);
    List.copyOf(byHostLink.values()).stream()
        .filter(there -> there.sandbox().equals(path))
        .forEach(this::remove);
  }

  @Override
  public void plug(MacAddress mac) {
    plugged.add(mac);
  }

  @Override
  public void attachPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    replyTo.accept(attach(link, sandbox));
  }

  private KernelOutcome attach(PodLink link, Sandbox sandbox) {
    if (!sandboxes.contains(sandbox.path())) {
      return noNamespace(sandbox);
    }
    String inside = inside(sandbox, link);
    if (byInterface.containsKey(inside)) {
      return new Failed(
          Reason.INTERFACE_EXISTS, "the sandbox has " + link.interfaceName() + " already");
    }
    Made stale = byHostLink.get(link.hostLink());
    if (stale != null) {
      remove(stale);
    }
    made++;
    Attached attached =
        new Attached(
            made,
            new MacAddress(0x0200_0000_0000L | made),
            new MacAddress(0x0200_0100_0000L | made));
    Made pair = new Made(link, sandbox.path(), attached);
    byHostLink.put(link.hostLink(), pair);
    byInterface.put(inside, pair);
    return attached;
  }

  @Override
  public void detachPods(List<PodLink> links, Consumer<KernelOutcome> replyTo) {
    for (PodLink link : links) {
      Made there = byHostLink.get(link.hostLink());
      if (there != null && there.link().alias().equals(link.alias())) {
        remove(there);
      }
    }
    replyTo.accept(new Done());
  }

  @Override
  public void checkPod(PodLink link, Sandbox sandbox, Consumer<KernelOutcome> replyTo) {
    if (!sandboxes.contains(sandbox.path())) {
      replyTo.accept(noNamespace(sandbox));
      return;
    }
    Made there = byHostLink.get(link.hostLink());
    replyTo.accept(
        there != null && there.link().equals(link) && there.sandbox().equals(sandbox.path())
            ? new Done()
            : new Failed(Reason.DIFFERENT, "wanted " + link + ", there is " + describe(there)));
  }

  @Override
  public void applyEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    List<EniId> missing = new ArrayList<>();
    for (EniLink eni : enis) {
      if (!plugged.contains(eni.mac())) {
        missing.add(eni.eni());
      }
    }
    replyTo.accept(new EnisApplied(missing, List.of()));
  }

  @Override
  public void forgetEnis(List<EniLink> enis, Consumer<KernelOutcome> replyTo) {
    enis.forEach(eni -> plugged.remove(eni.mac()));
    replyTo.accept(new Done());
  }

  @Override
  public void removeStrays(List<KernelOutcome.PodLinkSeen> links, Consumer<KernelOutcome> replyTo) {
    replyTo.accept(new Done());
  }

  @Override
  public void read(Consumer<KernelOutcome> replyTo) {
    replyTo.accept(
        new State(
            byHostLink.values().stream()
                .map(Made::link)
                .map(link -> new PodLinkSeen(link.address(), link.hostLink(), link.alias()))
                .toList()));
  }

  private void remove(Made there) {
    byHostLink.remove(there.link().hostLink());
    byInterface.remove(there.sandbox() + "#" + there.link().interfaceName());
  }

  private static String inside(Sandbox sandbox, PodLink link) {
    return sandbox.path() + "#" + link.interfaceName();
  }

  private static Failed noNamespace(Sandbox sandbox) {
    return new Failed(Reason.NO_NAMESPACE, "'" + sandbox.path() + "' is not a network namespace");
  }

  private static String describe(@Nullable Made there) {
    return there == null ? "nothing" : there.link() + " in " + there.sandbox();
  }
}

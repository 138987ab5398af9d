package io.berth.ipamd.kernel;

import io.berth.ipam.link.PodLink;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.netlink.Answer;
import io.berth.netlink.Link;
import io.berth.netlink.LinkReference;
import io.berth.netlink.MacAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.Outcome;
import io.berth.netlink.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Makes one pod's link, or leaves nothing of it.
///
/// Three sends: the pair; alias, route and rules on the node; everything in the sandbox. The pair
/// comes alone because the kernel goes on after a request that it refuses, and what follows names
/// the link by an index that somebody else's link might have.
final class PodAttachment {

  /// How often another index is drawn, or a stale link of the same name removed, before giving up.
  /// Some hundred links share [#INDEXES] numbers, so a second draw is rare already.
  private static final int MAX_ATTEMPTS = 8;

  /// Indexes are drawn from here up, above those that the kernel gives by itself.
  private static final int FIRST_INDEX = 100_000;

  private static final int INDEXES = 900_000;

  private final Layout layout;
  private final NetlinkSocket host;
  private final SandboxAccess.Open sandbox;
  private final PodLink link;
  private final LongSupplier random;

  PodAttachment(
      Layout layout,
      NetlinkSocket host,
      SandboxAccess.Open sandbox,
      PodLink link,
      LongSupplier random) {
    this.layout = layout;
    this.host = host;
    this.sandbox = sandbox;
    this.link = link;
    this.random = random;
  }

  KernelOutcome perform() {
    Outcome.Failed last = null;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      PodObjects objects = draw();
      // All requests are made before the first is sent: a value that netlink cannot carry, such as
      // an alias of more than 255 bytes, must not be found out half-way.
      Request create = objects.create(sandbox.namespace().descriptor());
      List<Request> hostSide = objects.hostSide();
      List<Request> podSide = objects.podSide();
      Outcome outcome = host.execute(create);
      if (!(outcome instanceof Outcome.Failed failed)) {
        return complete(objects, hostSide, podSide);
      }
      last = failed;
      if (failed.alreadyExists()) {
        Failed inTheWay = clearName();
        if (inTheWay != null) {
          return inTheWay;
        }
      } else if (failed.ambiguous()) {
        return undone(objects, failed);
      } else if (!failed.errnoName().equals("EBUSY")) {
        break;
      }
    }
    return Refusals.other(what(), last == null ? "never tried" : last.message());
  }

  private PodObjects draw() {
    int index = FIRST_INDEX + (int) Long.remainderUnsigned(random.getAsLong(), INDEXES);
    return new PodObjects(
        layout,
        link,
        index,
        MacAddress.locallyAdministered(random.getAsLong()),
        MacAddress.locallyAdministered(random.getAsLong()));
  }

  private KernelOutcome complete(
      PodObjects objects, List<Request> hostSide, List<Request> podSide) {
    // A rule of an attempt that a crash cut short is the very rule that is wanted.
    Outcome.Failed failed =
        Refusals.firstOf(
            host,
            hostSide,
            (request, failure) -> request instanceof Request.AddRule && failure.alreadyExists());
    if (failed == null) {
      failed = Refusals.firstOf(sandbox.netlink(), podSide, (request, failure) -> false);
    }
    return failed != null
        ? undone(objects, failed)
        : new KernelOutcome.Attached(
            objects.index(), Values.mac(objects.hostMac()), Values.mac(objects.podMac()));
  }

  private Failed undone(PodObjects objects, Outcome.Failed cause) {
    List<Request> undo = new ArrayList<>(PodObjects.deleteRules(link));
    Answer<Link> made = host.link(LinkReference.of(objects.index()));
    boolean ours =
        made instanceof Answer.Found<Link>(Link found)
            && objects.hostMac().equals(found.mac())
            && found.name().equals(link.hostLink());
    if (ours) {
      // Deletes the other end and the route, too.
      undo.add(new Request.DeleteLink(LinkReference.of(objects.index())));
    }
    Outcome.Failed left = Refusals.firstOf(host, undo, Refusals::gone);
    return Refusals.other(
        what(),
        cause.message() + (left == null ? "" : "; and this is left behind: " + left.message()));
  }

  /// Decides about a name that is taken, on either side. Returns null when it can be tried again.
  private @Nullable Failed clearName() {
    Answer<Link> inside = sandbox.netlink().link(LinkReference.of(link.interfaceName()));
    if (inside instanceof Answer.Found<Link>) {
      return new Failed(
          Reason.INTERFACE_EXISTS,
          what() + ": the sandbox has an interface " + link.interfaceName() + " already");
    }
    return StaleLink.remove(host, link);
  }

  private String what() {
    return "cannot attach "
        + link.key()
        + " with "
        + link.address()
        + " through host link "
        + link.hostLink();
  }
}

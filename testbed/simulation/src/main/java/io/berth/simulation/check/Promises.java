package io.berth.simulation.check;

import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.SlotState;
import io.berth.ipam.pool.SlotView;
import io.berth.simulation.node.Kubelet;
import io.berth.simulation.node.Pod;
import io.berth.simulation.time.VirtualTime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The safety promises of the design, checked against what pods were told and EC2 was asked:
///
/// | | checked |
/// |---|---|
/// | S1 | when an ADD is answered: nobody has the address |
/// | S3 | when an ADD is answered: its cooling time is over, restarts of the daemon included |
/// | S4 | when EC2 is called: no address that is unassigned, and no ENI that is detached or deleted, is a pod's or cooling; after every event: EC2 still has every pod's address on its node |
/// | S5 | when an ADD is answered: it is no ENI's primary address; when EC2 is called: no limit of the instance type refuses the call, unless the daemon was killed and may not know of its last calls |
/// | S6 | after every event: the pool has no address twice, and a pod's address is leased in it |
///
/// An address is a pod's from the answer to its ADD until the answer to its DEL, and cools from
/// then on. While its DEL runs the node may call it leased or cooling.
public final class Promises implements SimulatedVpc.CallObserver {

  /// Refusals that say that a node asked for more than its type allows.
  private static final Set<String> LIMIT_REFUSALS =
      Set.of("AttachmentLimitExceeded", "PrivateIpAddressLimitExceeded");

  /// A node's own books: shows every address it knows with its state.
  public interface Books {
    void forEach(Consumer<SlotView> consumer);

    /// Whether there are books: not while the daemon is dead or starting.
    default boolean isOpen() {
      return true;
    }
  }

  /// What happens to the addresses of one node.
  public final class Account {

    private final NodeIdentity node;

    private Account(NodeIdentity node) {
      this.node = node;
    }

    /// An ADD was answered.
    ///
    /// @param who for messages; the same one may be given the same address again
    public void given(String who, IpAddress address) {
      Promises.this.given(new Holder(node, who), address);
    }

    /// A sandbox that had gone without a DEL is there again, with the same address.
    public void givenAgain(String who, IpAddress address) {
      releasedMillis.remove(address);
      given(who, address);
    }

    /// A DEL has begun.
    public void leaving(IpAddress address) {
      leavingMillis.put(address, time.nowMillis());
    }

    /// A DEL was answered, or the sandbox has gone without.
    public void gone(IpAddress address) {
      held.remove(address);
      long began = leavingMillis.getOrDefault(address, time.nowMillis());
      leavingMillis.remove(address);
      boolean interrupted = restartedMillis.getOrDefault(node, -1L) >= began;
      releasedMillis.put(address, interrupted ? began : time.nowMillis());
    }

    /// Somebody takes an address away at EC2 without asking anybody.
    public void takenAway(IpAddress address) {
      takenAway.add(address);
    }

    /// The same with an ENI: what EC2 gives it while the node does not know is not the node's.
    public void takenAway(EniId eni) {
      enisTakenAway.add(eni);
    }
  }

  private record Holder(NodeIdentity node, String name) {}

  private record Watched(NodeIdentity node, Books books) {}

  private final VirtualTime time;
  private final SimulatedVpc vpc;
  private final long coolingMillis;
  private final Map<IpAddress, Holder> held = new HashMap<>();
  private final Map<IpAddress, Long> leavingMillis = new HashMap<>();
  private final Map<IpAddress, Long> releasedMillis = new HashMap<>();
  private final Set<IpAddress> takenAway = new HashSet<>();
  private final Set<EniId> enisTakenAway = new HashSet<>();
  private final Map<NodeIdentity, Long> restartedMillis = new HashMap<>();
  private final List<Watched> nodes = new ArrayList<>();
  private long checks;

  /// @param coolingMillis what the nodes promise
  public Promises(VirtualTime time, SimulatedVpc vpc, long coolingMillis) {
    this.time = time;
    this.vpc = vpc;
    this.coolingMillis = coolingMillis;
  }

  /// Begins to watch: every event and every call from now on.
  public void watch() {
    vpc.observe(this);
    time.afterEach(this::check);
  }

  /// Adds a node.
  ///
  /// @param books what the node itself believes; asked after every event
  /// @return what its kubelet has to tell
  public Kubelet.Watcher node(NodeIdentity node, Books books) {
    Account account = account(node, books);
    return new Kubelet.Watcher() {
      @Override
      public void addressed(Pod pod, IpAddress address) {
        account.given(pod.sandboxName(), address);
      }

      @Override
      public void leaving(Pod pod, IpAddress address) {
        account.leaving(address);
      }

      @Override
      public void gone(Pod pod, IpAddress address) {
        account.gone(address);
      }
    };
  }

  /// Adds a node whose pods are told of one by one.
  ///
  /// @param books what the node itself believes
  public Account account(NodeIdentity node, Books books) {
    nodes.add(new Watched(node, books));
    return new Account(node);
  }

  /// The node's daemon was killed and has started again. A DEL that it did not answer may have been
  /// done already: its address cools from the moment of that DEL at the earliest.
  public void restarted(NodeIdentity node) {
    restartedMillis.put(node, time.nowMillis());
  }

  /// Events after which all was checked.
  public long checks() {
    return checks;
  }

  private void given(Holder holder, IpAddress address) {
    NetworkInterface eni = vpc.view().holder(address);
    boolean here =
        eni != null
            && eni.attachment() != null
            && eni.attachment().instance().equals(holder.node().instance())
            && !eni.primary().equals(address);
    if (here) {
      takenAway.remove(address);
    }
    Holder other = held.putIfAbsent(address, holder);
    if (holder.equals(other)) {
      return;
    }
    if (other != null) {
      throw broken(
          "S1", address + " was given to " + name(holder) + " and is still " + name(other) + "'s");
    }
    if (isCooling(address)) {
      throw broken(
          "S3",
          address
              + " was given to "
              + name(holder)
              + " "
              + (time.nowMillis() - releasedMillis.getOrDefault(address, 0L))
              + " ms after its release, before "
              + coolingMillis);
    }
    if (eni != null && eni.primary().equals(address) && !takenAway.contains(address)) {
      throw broken(
          "S5", address + " was given to " + name(holder) + " and is the primary of " + eni.id());
    }
  }

  private boolean isCooling(IpAddress address) {
    Long released = releasedMillis.get(address);
    return released != null && time.nowMillis() < released + coolingMillis;
  }

  @Override
  public void calling(String caller, Command.Call call) {
    switch (call) {
      case Command.UnassignAddresses(var eni, var addresses, var prefixes) -> {
        addresses.forEach(address -> mustBeIdle(address, caller, "unassigns it"));
        prefixes.forEach(prefix -> {
          for (long offset = 0; offset < prefix.size(); offset++) {
            mustBeIdle(prefix.address(offset), caller, "unassigns its prefix");
          }
        });
      }
      case Command.DetachInterface(var attachment) ->
          allIdle(vpc.view().attached(attachment), caller, "detaches its ENI");
      case Command.DeleteInterface(var eni) ->
          allIdle(vpc.view().networkInterface(eni), caller, "deletes its ENI");
      default -> {
        // Takes nothing away.
      }
    }
  }

  private void allIdle(@Nullable NetworkInterface eni, String caller, String what) {
    if (eni != null) {
      eni.reachableAddresses().forEach(address -> mustBeIdle(address, caller, what));
    }
  }

  private void mustBeIdle(IpAddress address, String caller, String what) {
    Holder holder = held.get(address);
    if (holder != null && !takenAway.contains(address)) {
      throw broken("S4", caller + " " + what + " while " + name(holder) + " has " + address);
    }
    if (isCooling(address)) {
      throw broken("S4", caller + " " + what + " while " + address + " is cooling");
    }
  }

  @Override
  public void answered(String caller, Command.Call call, Outcome outcome) {
    boolean knowsItsCalls =
        restartedMillis.keySet().stream().noneMatch(node -> node.instance().value().equals(caller));
    if (knowsItsCalls
        && outcome instanceof Outcome.Failure(var error)
        && LIMIT_REFUSALS.contains(error.code())) {
      throw broken(
          "S5", caller + " asked for more than its instance type allows: " + error.message());
    }
  }

  /// Checks what has to hold at any moment.
  public void check() {
    checks++;
    Map<IpAddress, SlotState> states = new HashMap<>();
    Set<IpAddress> lost = new HashSet<>();
    if (!nodes.stream().allMatch(node -> node.books().isOpen())) {
      return;
    }
    for (Watched node : nodes) {
      node.books()
          .forEach(slot -> {
            SlotState other = states.putIfAbsent(slot.address(), slot.state());
            if (other != null) {
              throw broken(
                  "S6", slot.address() + " is " + other + " and " + slot.state() + " at once");
            }
            if (slot.lost()) {
              lost.add(slot.address());
            }
          });
    }
    held.forEach((address, holder) -> {
      SlotState state = states.get(address);
      // Its ENI's record may be lost with the daemon: the lease waits for EC2 to show the ENI.
      boolean unplaced = state == null && restartedMillis.containsKey(holder.node());
      if (state != SlotState.LEASED && !unplaced && !leavingMillis.containsKey(address)) {
        throw broken(
            "S6",
            name(holder) + " has " + address + ", which is " + state + " in the node's books");
      }
      NetworkInterface eni = vpc.view().holder(address);
      boolean here =
          eni != null
              && eni.attachment() != null
              && eni.attachment().instance().equals(holder.node().instance());
      boolean excused =
          takenAway.contains(address) || (eni != null && enisTakenAway.contains(eni.id()));
      if (!here && !lost.contains(address) && !excused) {
        throw broken("S4", name(holder) + " has " + address + ", which EC2 has not on its node");
      }
    });
  }

  private BrokenPromiseException broken(String promise, String what) {
    return new BrokenPromiseException(promise, "at " + time.nowMillis() + " ms " + what);
  }

  private static String name(Holder holder) {
    return holder.name() + " on " + holder.node().instance();
  }
}

package io.berth.ipam.reconcile;

import io.berth.ipam.budget.CallBudget;
import io.berth.ipam.budget.CallPriority;
import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.lease.Demands;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.Blocked;
import io.berth.ipam.plan.EniState;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.plan.Plan;
import io.berth.ipam.plan.PlanAction;
import io.berth.ipam.plan.PlanInput;
import io.berth.ipam.plan.Planner;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.pool.SlotState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps the pool at its target: one agent whose [#step] reads the whole state, computes a plan and
/// starts its actions. It never blocks and has no thread of its own; a runner gives it turns when a
/// message has arrived or the time that the last step returned has come.
///
/// | field | writer | readers | mode |
/// |---|---|---|---|
/// | `waitingCount` | control | lease thread, deciding whether to queue behind others | volatile |
/// | `status` | control | any | volatile, immutable value |
/// | `claimsSeen` | lease thread sets, control clears before it looks at the pool | both | volatile: claim, then set; clear, then look |
/// | everything else | control | control | plain |
public final class ControlLoop implements Demands {

  private final NodeParts parts;
  private final WarmTargets targets;
  private final ControlSettings settings;
  private final Mailbox mailbox;
  private final EniTable enis;
  private final Calls calls;
  private final Growth growth;
  private final Shrink shrink;
  private final Audit audit;
  private final EniUpkeep upkeep;
  private final SubnetChoice subnets;
  private final PrefixSpace prefixSpace;
  private final LeakedEnis leaked;
  private final Waiters waiters = new Waiters();
  private final Patience patience = new Patience();

  /// A new order of blocks costs every claiming thread its warm hints, so it is made this often at
  /// most.
  private static final long SORT_MILLIS = 1_000;

  private long nextSortMillis = Long.MIN_VALUE;

  /// Claims alone make the loop look at the pool this often at most: a turn reads every slot, on a
  /// core that the next ADD needs, and a fifth of what a call of EC2 takes is soon enough.
  static final long LOOK_MILLIS = 100;

  private long nextLookMillis = Long.MIN_VALUE;
  private long nextTurnMillis = Long.MIN_VALUE;
  private volatile boolean claimsSeen;
  private boolean lookFirst;
  private final Runnable wake;
  private final Window window = new Window();
  private volatile int waitingCount;
  private volatile NodeStatus status = NodeStatus.initial();

  /// @param wake is run after each message; it makes the runner call [#step] soon. Any thread
  /// @param clientTokens fresh tokens for creations, at most 64 ASCII characters
  /// @param random for jitter
  public ControlLoop(
      NodeParts parts,
      WarmTargets targets,
      ControlSettings settings,
      Supplier<String> clientTokens,
      RandomGenerator random,
      Runnable wake) {
    this.parts = parts;
    this.targets = targets;
    this.settings = settings;
    parts.pool().prefer(settings.kind());
    this.wake = wake;
    this.mailbox = new Mailbox(wake);
    this.enis = new EniTable(parts, settings, mailbox);
    this.calls = new Calls(parts, mailbox, new CallBudget(settings.fleetSize(), random));
    this.audit = new Audit(parts, settings, calls, enis, random);
    this.upkeep = new EniUpkeep(parts, settings, calls, enis, random);
    this.growth =
        new Growth(parts, settings, mailbox, calls, enis, clientTokens, random, audit::request);
    this.subnets = new SubnetChoice(parts, settings, calls, enis, growth, random);
    this.prefixSpace = new PrefixSpace(parts, settings, calls, random);
    this.leaked = new LeakedEnis(parts, settings, calls, growth, random);
    this.shrink = new Shrink(parts, calls, enis, random, audit::request);
  }

  /// Takes over an ENI that the journal remembers, with its link as the last process left it; its
  /// addresses are put into the pool by the caller. Before the first step only.
  public void restore(Eni eni, long nowMillis) {
    EniRecord record = enis.add(eni, nowMillis);
    record.linkReady = eni.managed();
    record.linkUnproven = record.linkReady;
    audit.restored(nowMillis);
  }

  /// As [#restore(Eni, long)] after damage of the journal: the ENI's last record may be lost.
  ///
  /// @param attached whether a pod has an address of it; if not, its addresses come into the pool
  ///   when the kernel shows its link
  /// @param usableMillis from when on they may be leased then
  public void restoreDoubtful(Eni eni, boolean attached, long usableMillis, long nowMillis) {
    EniRecord record = enis.add(eni, nowMillis);
    record.linkReady = attached && eni.managed();
    record.linkUnproven = record.linkReady;
    record.usableMillis = usableMillis;
    // The first look at EC2 counts, whatever the last process did before it died: what is missing
    // in it is gone by the time that doubtful addresses may be leased.
    record.changedMillis = nowMillis - settings.lagMillis();
  }

  /// Which ENIs there are is not known for sure: nothing is asked of EC2 before it has told. Before
  /// the first step only.
  ///
  /// @param addresses that pods have, of ENIs that are not known yet; leased as soon as an ENI
  ///   brings them
  /// @param placed gets the handle of each, on the control thread
  public void lookFirst(Collection<IpAddress> addresses, LongConsumer placed) {
    lookFirst = true;
    enis.expectUsed(addresses, placed);
  }

  /// The route table of an ENI. Safe for any thread.
  public int routeTable(EniId eni) {
    return enis.routeTable(eni);
  }

  /// What the loop shows of itself. Safe for any thread.
  public NodeStatus status() {
    return status;
  }

  @Override
  public boolean anyWaiting() {
    return waitingCount > 0;
  }

  @Override
  public void demand(long id, long deadlineBootMillis, Consumer<Grant> replyTo) {
    long since = parts.clock().bootMillis();
    mailbox.post(() -> {
      waiters.add(new Waiters.Waiter(id, since, deadlineBootMillis, replyTo));
      waitingCount = waiters.count();
    });
  }

  @Override
  public void withdraw(long id) {
    mailbox.post(() -> waiters.withdraw(id));
  }

  @Override
  public void claimed() {
    if (!claimsSeen) {
      claimsSeen = true;
      wake.run();
    }
  }

  @Override
  public void released() {
    mailbox.post(() -> {});
  }

  /// Begins to empty an ENI, which then takes no new pods and is given back when it is empty; or
  /// ends that. Safe for any thread. Not remembered across restarts.
  ///
  /// @param replyTo hears, on the control thread, why not; `null` when it was done
  public void drain(EniId eni, boolean draining, Consumer<@Nullable String> replyTo) {
    mailbox.post(() -> replyTo.accept(enis.drain(eni, draining)));
  }

  /// One turn.
  ///
  /// @param nowMillis the boot clock
  /// @return when the next turn is due at the latest, unless a message arrives before
  public long step(long nowMillis) {
    if (claimsSeen && mailbox.isEmpty() && nowMillis < Math.min(nextLookMillis, nextTurnMillis)) {
      return Math.min(nextLookMillis, nextTurnMillis);
    }
    claimsSeen = false;
    nextLookMillis = nowMillis + LOOK_MILLIS;
    nextTurnMillis = turn(nowMillis);
    return nextTurnMillis;
  }

  private long turn(long nowMillis) {
    boolean more = mailbox.drain();
    parts.pool().ripen(nowMillis);
    serveWaiters();
    calls.pump(nowMillis);
    audit.runIfDue(nowMillis);
    upkeep.runIfDue(nowMillis);
    subnets.runIfDue(nowMillis);
    prefixSpace.runIfDue(subnets.usable(), nowMillis);
    leaked.runIfDue(nowMillis);
    enis.bringUpLinks(nowMillis);
    enis.writeAgain(nowMillis);
    growth.retry(audit.lookedMillis(), nowMillis);
    shrink.retry(nowMillis);
    PoolView view = parts.pool().view();
    Plan plan = start(plan(view, nowMillis), view, nowMillis);
    refuseWaiters(plan, nowMillis);
    waitingCount = waiters.count();
    sortBlocks(nowMillis);
    publishStatus(plan, nowMillis);
    return more || !mailbox.isEmpty() ? nowMillis : nextMillis(nowMillis);
  }

  private void serveWaiters() {
    while (waiters.count() > 0) {
      long handle = parts.pool().claimForWaiter();
      if (handle == AddressPool.NONE) {
        return;
      }
      waiters.grantFirst(handle);
    }
  }

  private PlanInput observe(PoolView view, long nowMillis) {
    List<EniState> states =
        enis.records().stream()
            .filter(record -> record.eni.managed())
            .map(record -> PlanInputs.eni(record, view, growth, nowMillis))
            .toList();
    return new PlanInput(
        parts.limits(),
        settings.kind(),
        targets,
        states,
        waiters.count(),
        unmanagedOnDefaultCard(),
        growth.creating(),
        growth.onTheWay(AddressKind.SINGLE),
        growth.onTheWay(AddressKind.PREFIX),
        true,
        settings.provisioning(),
        patience.isOver(nowMillis),
        subnets.createHold(AddressKind.SINGLE, nowMillis),
        subnets.createHold(AddressKind.PREFIX, nowMillis),
        nowMillis);
  }

  private int unmanagedOnDefaultCard() {
    return (int)
        enis.records().stream()
            .filter(record -> !record.eni.managed() && record.eni.cardIndex() == 0)
            .count();
  }

  /// What to do. Until EC2 or the journal has told which ENIs there are, nothing: a node that knows
  /// none would create some.
  private Plan plan(PoolView view, long nowMillis) {
    boolean known = !enis.records().isEmpty() && (!lookFirst || audit.succeededOnce());
    if (known) {
      Plan plan = Planner.plan(observe(view, nowMillis));
      patience.saw(plan.surplus(), nowMillis);
      return plan;
    }
    Hold hold = PlanInputs.hold(audit.backoff(), nowMillis);
    if (hold == null) {
      return new Plan(List.of(), null, false);
    }
    return new Plan(
        List.of(), new Blocked.OnHold(hold, Math.max(hold.untilMillis() - nowMillis, 0)), false);
  }

  /// Starts what the budget allows; what it does not is planned again when it does, from the state
  /// of then.
  ///
  /// @return the plan, blocked by the budget if it stopped growth, whatever limit lies behind
  private Plan start(Plan plan, PoolView view, long nowMillis) {
    Hold hold = null;
    boolean open =
        window.isOpen(
            plan.actions().stream().mapToInt(ControlLoop::addressesOf).sum(),
            view.free(),
            waiters.count() > 0,
            growth.callsInFlight(),
            nowMillis);
    for (PlanAction action : plan.actions()) {
      if (!open && grows(action)) {
        continue;
      }
      CloudAction first = firstCall(action);
      CallPriority priority = priority(action, view);
      if (calls.mayBegin(first, priority, nowMillis)) {
        start(action, priority, nowMillis);
        if (grows(action)) {
          window.begun(nowMillis);
        }
      } else if (priority != CallPriority.RELEASING) {
        hold = calls.hold(first, calls.readyMillis(first, priority, nowMillis), nowMillis);
      }
    }
    return hold == null
        ? plan
        : new Plan(
            plan.actions(),
            new Blocked.OnHold(hold, Math.max(hold.untilMillis() - nowMillis, 0)),
            plan.surplus());
  }

  private static boolean grows(PlanAction action) {
    return addressesOf(action) > 0;
  }

  /// Addresses that an action adds; 0 for one that gives back.
  private static int addressesOf(PlanAction action) {
    return switch (action) {
      case PlanAction.Assign(EniId _, AddressKind kind, int portions) ->
          portions * kind.addresses();
      case PlanAction.CreateEni(AddressKind kind, int portions) -> portions * kind.addresses();
      case PlanAction.Unassign _, PlanAction.RemoveEni _ -> 0;
    };
  }

  private static CloudAction firstCall(PlanAction action) {
    return switch (action) {
      case PlanAction.Assign _ -> CloudAction.ASSIGN;
      case PlanAction.CreateEni _ -> CloudAction.CREATE;
      case PlanAction.Unassign _ -> CloudAction.UNASSIGN;
      case PlanAction.RemoveEni _ -> CloudAction.DETACH;
    };
  }

  private CallPriority priority(PlanAction action, PoolView view) {
    return switch (action) {
      case PlanAction.Assign _, PlanAction.CreateEni _ ->
          waiters.count() > 0 || view.total() == 0 ? CallPriority.WAITING : CallPriority.WARMING;
      case PlanAction.Unassign _, PlanAction.RemoveEni _ -> CallPriority.RELEASING;
    };
  }

  private void start(PlanAction action, CallPriority priority, long nowMillis) {
    switch (action) {
      case PlanAction.Assign(EniId eni, AddressKind kind, int count) -> {
        EniRecord record = enis.find(eni);
        // An action of the same plan may be the probe of a full subnet.
        if (record != null && growth.assignHold(record, kind, nowMillis) == null) {
          growth.assign(record, kind, count, priority);
        }
      }
      case PlanAction.CreateEni(AddressKind kind, int count) -> {
        SubnetId subnet = subnets.pick(kind, nowMillis);
        if (subnet != null) {
          growth.create(subnet, kind, count, priority);
        }
      }
      case PlanAction.Unassign(EniId eni, AddressKind kind, int count) -> {
        EniRecord record = enis.find(eni);
        if (record != null && !shrink.backoff().blocks(nowMillis)) {
          shrink.unassign(record, kind, count);
        }
      }
      case PlanAction.RemoveEni(EniId eni) -> {
        EniRecord record = enis.find(eni);
        if (record != null && !shrink.backoff().blocks(nowMillis)) {
          shrink.remove(record);
        }
      }
    }
  }

  /// Waiting makes sense only for what can come: an address that cools out, a call in flight, a
  /// link that is about to stand, or growth that can be tried again before the deadline.
  private void refuseWaiters(Plan plan, long nowMillis) {
    if (waiters.count() == 0) {
      return;
    }
    Blocked blocked = plan.blocked();
    String sentence = blocked == null ? "addresses are on their way" : blocked.sentence();
    waiters.expire(nowMillis, sentence);
    boolean coming =
        growth.inFlight()
            || enis.nextLinkMillis() != Long.MAX_VALUE
            || enis.records().stream().anyMatch(record -> record.linkPending);
    if (blocked != null && !coming) {
      waiters.refuseHopeless(coolingEnds(), growthMillis(blocked), blocked.sentence());
    }
  }

  /// When growth may be tried again. A pod that waits for the rate of calls keeps its place: sent
  /// away, it comes back with a new sandbox, behind the others, and all the node's pods at once.
  private static long growthMillis(Blocked blocked) {
    return switch (blocked) {
      case Blocked.OnHold(Hold hold, long _) ->
          hold.isOfTheRate() ? Long.MIN_VALUE : hold.untilMillis();
      case Blocked.AllSlotsInUse _,
          Blocked.MaxEniReached _,
          Blocked.MaxPodsReached _,
          Blocked.NodeUnschedulable _,
          Blocked.ProvisioningDisabled _ ->
          Long.MAX_VALUE;
    };
  }

  /// When each cooling address becomes free, the earliest first.
  private List<Long> coolingEnds() {
    List<Long> ends = new ArrayList<>();
    parts
        .pool()
        .forEach(slot -> {
          if (slot.state() == SlotState.COOLING && !slot.lost()) {
            ends.add(slot.coolUntilMillis());
          }
        });
    ends.sort(null);
    return ends;
  }

  private void sortBlocks(long nowMillis) {
    if (nowMillis >= nextSortMillis) {
      nextSortMillis = nowMillis + SORT_MILLIS;
      parts.pool().publish();
    }
  }

  private void publishStatus(Plan plan, long nowMillis) {
    Blocked blocked = plan.blocked();
    status =
        new NodeStatus(
            nowMillis,
            enis.records().stream()
                .map(r -> new NodeStatus.EniStatus(r.eni, r.linkReady, r.draining, r.removing))
                .toList(),
            waiters.count(),
            growth.creating(),
            enis.records().stream().mapToInt(record -> record.assigning.total()).sum(),
            audit.succeededOnce(),
            subnets.spaces(prefixSpace, nowMillis),
            audit.lost(),
            problems(),
            blocked == null ? enis.lastProblem() : blocked.sentence(),
            blocked == null ? "" : blocked.label());
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>(upkeep.problems());
    problems.addAll(prefixSpace.problems());
    problems.addAll(leaked.problems());
    return problems;
  }

  private long nextMillis(long nowMillis) {
    long next = parts.pool().nextDeadlineMillis();
    next = Math.min(next, waiters.nextDeadlineMillis());
    next = Math.min(next, audit.nextMillis());
    next = Math.min(next, upkeep.nextMillis(nowMillis));
    next = Math.min(next, subnets.nextMillis());
    next = Math.min(next, prefixSpace.nextMillis(nowMillis));
    next = Math.min(next, leaked.nextMillis());
    next = Math.min(next, calls.nextMillis(nowMillis));
    next = Math.min(next, enis.nextLinkMillis());
    next = Math.min(next, enis.nextWriteMillis());
    next = Math.min(next, growth.nextRetryMillis());
    next = Math.min(next, shrink.nextRetryMillis());
    next = Math.min(next, growth.wakeMillis(nowMillis));
    next = Math.min(next, patience.wakeMillis(nowMillis));
    next = Math.min(next, window.wakeMillis(nowMillis));
    return Math.min(next, shrink.backoff().wakeMillis(nowMillis));
  }

  /// Answers everybody who waits; when the daemon stops.
  public void stop() {
    waiters.expire(Long.MAX_VALUE, new LeaseFailure.Stopping().sentence());
    waitingCount = 0;
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.SubnetId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The VPC. A command takes effect when it is applied; its [Answer] says when the caller may see
/// the outcome, and transitions (attaching, detaching, what the metadata service shows) happen by
/// themselves when [#advance] passes their time.
///
/// Time is given in milliseconds of the caller's choice and must not go back. Not for several
/// threads: one owner applies commands, advances and reads.
public final class VpcModel {

  /// The oldest state that a describe can show: far beyond any lag seen, and a bound on what is
  /// kept.
  public static final long MAX_LAG_MILLIS = 600_000;

  private final VpcSettings settings;
  private final InstanceTypes types;
  private final Consumer<NetworkChange> network;
  private final Random random;
  private final VpcState state = new VpcState();
  private final Timeline timeline = new Timeline();
  private final MetadataViews metadata = new MetadataViews();
  private final History history = new History();
  private final Map<EniId, Long> metadataLags = new HashMap<>();
  private final Admission admission;
  private final AddressCommands addresses;
  private final InterfaceCommands interfaces;
  private final AttachmentCommands attachments;
  private final SetupCommands setup;
  private final Ipv6Commands ipv6;
  private final LaunchCommands launches;
  private MetadataState metadataState = MetadataState.ANSWERS;
  private long nowMillis = Long.MIN_VALUE;

  /// @param types the instance types that exist
  /// @param network is told each change of the network when it happens, on the caller's thread
  public VpcModel(VpcSettings settings, InstanceTypes types, Consumer<NetworkChange> network) {
    this.settings = settings;
    this.types = types;
    this.network = network;
    this.random = new Random(settings.seed());
    Ids ids = new Ids(random);
    int largest = types.all().stream().mapToInt(InstanceLimits::ipv4PerEni).max().orElse(1);
    this.admission = new Admission(random);
    this.addresses = new AddressCommands(state, largest);
    this.interfaces = new InterfaceCommands(state, ids, addresses, settings.interfaceQuota());
    this.attachments = new AttachmentCommands(state, ids);
    this.ipv6 = new Ipv6Commands(state, random, largest);
    this.launches = new LaunchCommands(state, this::setUp);
    this.setup = new SetupCommands(state, ids, interfaces, types, settings, random);
  }

  /// Does what a command asks, after everything that was due before.
  public Answer apply(Command command, long now) {
    advance(now);
    Answer answer =
        switch (command) {
          case Command.Call call -> call(call);
          case Command.Setup setUp -> new Answer(setUp(setUp), now);
        };
    settle();
    advance(now);
    return answer;
  }

  /// Lets time pass: everything that is due happens, in order.
  ///
  /// @throws IllegalArgumentException when time goes back
  public void advance(long now) {
    if (now < nowMillis) {
      throw new IllegalArgumentException("time went back from " + nowMillis + " to " + now);
    }
    for (long next = timeline.nextAtMillis(); next <= now; next = timeline.nextAtMillis()) {
      nowMillis = Math.max(nowMillis, next);
      Timeline.Event event = timeline.poll(now);
      if (event != null) {
        happen(event);
        settle();
      }
    }
    nowMillis = now;
  }

  /// When the next thing happens by itself; [Long#MAX_VALUE] when nothing will.
  public long nextEventAt() {
    return timeline.nextAtMillis();
  }

  public VpcSettings settings() {
    return settings;
  }

  public InstanceTypes types() {
    return types;
  }

  /// The present state, to be read before the next command.
  public VpcView view() {
    return state;
  }

  /// What the caller of a [Command.Look] sees, to be read when the answer is given and before the
  /// next command. Outcomes of other calls show the present state.
  public VpcView seen(Outcome outcome) {
    return outcome instanceof Outcome.Looked(var lagMillis) && lagMillis > 0
        ? history.at(nowMillis - lagMillis, state)
        : state;
  }

  /// The ENIs of an instance as the metadata service shows them now, in order of ids.
  public Collection<NetworkInterface> metadata(InstanceId instance) {
    return metadata.of(instance);
  }

  public MetadataState metadataState() {
    return metadataState;
  }

  /// Whoever serves [#metadata] heeds this from now on.
  public void setMetadataState(MetadataState newState) {
    metadataState = newState;
  }

  public LatencyProfile latency() {
    return admission.latency();
  }

  /// Holds for what begins from now on.
  public void setLatency(LatencyProfile profile) {
    admission.setLatency(profile);
  }

  public Throttling throttling() {
    return admission.throttling();
  }

  /// Holds from now on, with all buckets full.
  public void setThrottling(Throttling limits) {
    admission.setThrottling(limits);
  }

  public ShortageForm shortageForm() {
    return addresses.shortageForm();
  }

  /// How full subnets are reported from now on.
  public void setShortageForm(ShortageForm form) {
    addresses.setShortageForm(form);
  }

  /// Faults that may still hit, with how many hits each has left.
  public List<Fault> faults() {
    return admission.pendingFaults();
  }

  /// Faults of one action hit in the order of injection: a call is hit by the first that wants it.
  public void inject(Fault fault) {
    admission.add(fault);
  }

  public void clearFaults() {
    admission.clearFaults();
  }

  private Answer call(Command.Call call) {
    Admission.Verdict verdict = admission.admit(call, nowMillis);
    Fault.Effect effect = verdict.effect();
    if (effect instanceof Fault.Effect.Refused(var error)) {
      return new Answer(new Outcome.Failure(error), verdict.answerAtMillis());
    }
    if (effect instanceof Fault.Effect.CallLost) {
      return new Answer(new Outcome.NoAnswer(), verdict.answerAtMillis());
    }
    Outcome outcome = perform(call, effect);
    if (!(outcome instanceof Outcome.Failure)) {
      scheduleTransition(call, outcome, verdict.doneAtMillis());
    }
    if (effect instanceof Fault.Effect.StaleMetadata(var lagMillis)) {
      state.touchedIds().forEach(eni -> metadataLags.put(eni, lagMillis));
    }
    return new Answer(
        effect instanceof Fault.Effect.AnswerLost ? new Outcome.NoAnswer() : outcome,
        verdict.answerAtMillis());
  }

  private Outcome perform(Command.Call call, Fault.@Nullable Effect effect) {
    return switch (call) {
      case Command.Look(var action, _) ->
          new Outcome.Looked(
              effect instanceof Fault.Effect.StaleDescribe(var lagMillis)
                  ? lagMillis
                  : admission.latency().lag(action).sampleMillis(random));
      case Command.CreateInterface create -> interfaces.create(create, nowMillis);
      case Command.AttachInterface attach -> attachments.attach(attach, nowMillis);
      case Command.ModifyInterface modify -> interfaces.modify(modify);
      case Command.DetachInterface detach -> attachments.detach(detach.attachment());
      case Command.DeleteInterface delete -> interfaces.delete(delete.eni());
      case Command.AssignAddresses assign -> addresses.assign(assign);
      case Command.UnassignAddresses unassign -> addresses.unassign(unassign);
      case Command.CreateTags tags -> setup.createTags(tags);
      case Command.CreateCidrReservation create -> setup.createReservation(create);
      case Command.DeleteCidrReservation(var id) -> setup.deleteReservation(id);
      case Command.DeleteTags tags -> setup.deleteTags(tags);
      case Command.AssignIpv6 assign -> ipv6.assign(assign);
      case Command.UnassignIpv6 unassign -> ipv6.unassign(unassign);
      case Command.Administer(_, var step, var tags) -> administer(step, tags);
      case Command.RunInstances run -> launches.run(run, admission.buckets(), nowMillis);
      case Command.TerminateInstances terminate -> launches.terminate(terminate);
    };
  }

  private Outcome administer(Command.Setup step, Map<String, String> tags) {
    Outcome.@Nullable Failure refusal = TagRules.check(Map.of(), tags);
    if (refusal != null) {
      return refusal;
    }
    Outcome outcome = setUp(step);
    if (!tags.isEmpty()) {
      switch (outcome) {
        case Outcome.VpcCreated(var vpc) -> state.tag(vpc.id().value(), tags);
        case Outcome.SubnetCreated(var subnet) -> state.tag(subnet.id().value(), tags);
        case Outcome.GroupCreated(var group) -> state.tag(group.id().value(), tags);
        default -> {
          // Refused, or nothing was made that could carry them.
        }
      }
    }
    return outcome;
  }

  private void scheduleTransition(Command.Call call, Outcome outcome, long doneAtMillis) {
    LatencyProfile latency = admission.latency();
    if (call instanceof Command.AttachInterface attach
        && outcome instanceof Outcome.AttachBegun begun) {
      timeline.add(
          doneAtMillis + latency.attached().sampleMillis(random),
          new Timeline.Event.AttachDone(attach.eni(), begun.attachment()));
    }
    if (call instanceof Command.DetachInterface(var attachment)) {
      NetworkInterface eni = state.attached(attachment);
      if (eni != null) {
        timeline.add(
            doneAtMillis + latency.detached().sampleMillis(random),
            new Timeline.Event.DetachDone(eni.id(), attachment));
      }
    }
  }

  private Outcome setUp(Command.Setup command) {
    Outcome outcome =
        switch (command) {
          case Command.CreateVpc(var cidr, var withIpv6) -> setup.createVpc(cidr, withIpv6);
          case Command.DeleteVpc(var vpc) -> setup.deleteVpc(vpc);
          case Command.DeleteSubnet(var subnet) -> deleteSubnet(subnet);
          case Command.DeleteSecurityGroup(var group) -> setup.deleteGroup(group);
          case Command.CreateSubnet create -> setup.createSubnet(create);
          case Command.CreateSecurityGroup create -> setup.createGroup(create);
          case Command.RunInstance run -> setup.runInstance(run, nowMillis);
          case Command.TerminateInstance(var instance) -> setup.terminate(instance);
          case Command.OccupySubnet occupy -> setup.occupy(occupy);
          case Command.VacateSubnet(var subnet) -> setup.vacate(subnet);
        };
    if (outcome instanceof Outcome.SubnetCreated(var subnet)) {
      network.accept(new NetworkChange.SubnetAdded(subnet.cidr()));
    }
    if (outcome instanceof Outcome.InstanceStarted(var instance)) {
      network.accept(new NetworkChange.InstanceAdded(instance.id()));
      settle();
      // A running instance's metadata is complete from its first boot on.
      state.interfacesOf(instance.id()).forEach(eni -> show(instance.id(), eni));
    }
    if (command instanceof Command.TerminateInstance(var instance)
        && !(outcome instanceof Outcome.Failure)) {
      settle();
      metadata.forget(instance);
      network.accept(new NetworkChange.InstanceRemoved(instance));
    }
    return outcome;
  }

  private Outcome deleteSubnet(SubnetId id) {
    Subnet subnet = state.subnet(id);
    Outcome outcome = setup.deleteSubnet(id);
    if (subnet != null && outcome instanceof Outcome.Done) {
      network.accept(new NetworkChange.SubnetRemoved(subnet.cidr()));
    }
    return outcome;
  }

  private void show(InstanceId instance, NetworkInterface eni) {
    metadata.show(instance, eni.id(), eni);
  }

  private void happen(Timeline.Event event) {
    switch (event) {
      case Timeline.Event.AttachDone(var eni, var attachment) ->
          attachments.attachDone(eni, attachment);
      case Timeline.Event.DetachDone(var eni, var attachment) ->
          attachments.detachDone(eni, attachment);
      case Timeline.Event.MetadataShows(var instance, var eni, var shown) -> {
        Instance known = state.instance(instance);
        if (known != null && known.running()) {
          metadata.show(instance, eni, shown);
        }
      }
    }
  }

  /// Tells the network and the metadata service what changed since the last time.
  private void settle() {
    for (Map.Entry<EniId, @Nullable NetworkInterface> change : state.takeTouched().entrySet()) {
      NetworkInterface before = change.getValue();
      NetworkInterface after = state.networkInterface(change.getKey());
      if (before == null && after == null) {
        continue;
      }
      SubnetId subnet = after != null ? after.subnet() : before != null ? before.subnet() : null;
      if (subnet != null) {
        NetworkChange.between(before, after, cidr(subnet)).forEach(network);
      }
      scheduleMetadata(change.getKey(), before, after);
      if (after == null) {
        metadata.forget(change.getKey());
        metadataLags.remove(change.getKey());
      }
    }
    history.forget(nowMillis);
    state.takeUndo().forEach(before -> history.add(nowMillis, before));
    state.subnets().forEach(s -> history.noteFree(nowMillis, s.id(), state.freeAddresses(s.id())));
  }

  private void scheduleMetadata(
      EniId id, @Nullable NetworkInterface before, @Nullable NetworkInterface after) {
    Attachment old = before != null && before.hasLink() ? before.attachment() : null;
    Attachment now = after != null && after.hasLink() ? after.attachment() : null;
    if (old == null && now == null) {
      return;
    }
    Long ordered = metadataLags.remove(id);
    long lagMillis =
        ordered != null ? ordered : admission.latency().metadata().sampleMillis(random);
    long due = metadata.due(id, nowMillis + lagMillis);
    if (old != null && (now == null || !now.instance().equals(old.instance()))) {
      timeline.add(due, new Timeline.Event.MetadataShows(old.instance(), id, null));
    }
    if (now != null) {
      timeline.add(due, new Timeline.Event.MetadataShows(now.instance(), id, after));
    }
  }

  private Cidr cidr(SubnetId id) {
    Subnet subnet = state.subnet(id);
    if (subnet == null) {
      throw new IllegalStateException("no subnet " + id);
    }
    return subnet.cidr();
  }
}

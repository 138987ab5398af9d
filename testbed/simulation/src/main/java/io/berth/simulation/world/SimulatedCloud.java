package io.berth.simulation.world;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniSeen;
import io.berth.simulation.time.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// EC2 for one daemon: the model behind the port, with the calls that the daemon's adapter makes.
public final class SimulatedCloud implements Cloud {

  private final String caller;
  private final SimulatedVpc vpc;
  private final Lifetime life;

  /// A subnet's block never changes, so the adapter asks for it once.
  private boolean subnetKnown;

  public SimulatedCloud(String caller, SimulatedVpc vpc, Lifetime life) {
    this.caller = caller;
    this.vpc = vpc;
    this.life = life;
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    boolean needsSubnet =
        request instanceof CloudRequest.DescribeEnis || request instanceof CloudRequest.CreateEni;
    if (!needsSubnet || subnetKnown) {
      make(request, replyTo);
      return;
    }
    call(
        new Command.Look(Action.DESCRIBE_SUBNETS),
        replyTo,
        (outcome, seen) -> {
          subnetKnown = true;
          make(request, replyTo);
        });
  }

  private void make(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    switch (request) {
      case CloudRequest.DescribeEnis(InstanceId instance) ->
          call(
              new Command.Look(Action.DESCRIBE_NETWORK_INTERFACES),
              replyTo,
              (outcome, seen) -> replyTo.accept(new CloudOutcome.Enis(described(seen, instance))));
      case CloudRequest.DescribeType(String type) ->
          call(
              new Command.Look(Action.DESCRIBE_INSTANCE_TYPES),
              replyTo,
              (outcome, seen) -> replyTo.accept(limits(type)));
      case CloudRequest.AssignAddresses(var eni, var kind, int count) ->
          call(
              new Command.AssignAddresses(eni, wanted(kind, count), false),
              answer -> replyTo.accept(ofKind(answer, kind)),
              (outcome, seen) -> {
                Outcome.Assigned assigned = (Outcome.Assigned) outcome;
                replyTo.accept(
                    new CloudOutcome.Assigned(
                        new Portions(assigned.addresses(), assigned.prefixes())));
              });
      case CloudRequest.UnassignAddresses(var eni, var portions) ->
          done(
              new Command.UnassignAddresses(eni, portions.singles(), portions.prefixes()), replyTo);
      case CloudRequest.CreateEni create ->
          call(
              new Command.CreateInterface(
                  create.subnet(),
                  create.description(),
                  create.securityGroups(),
                  wanted(create.kind(), create.count()),
                  create.tags(),
                  create.clientToken(),
                  create.tracking()),
              answer -> replyTo.accept(ofKind(answer, create.kind())),
              (outcome, seen) -> replyTo.accept(created((Outcome.InterfaceCreated) outcome)));
      case CloudRequest.AttachEni(var eni, var instance, int deviceIndex) ->
          call(
              new Command.AttachInterface(eni, instance, deviceIndex, 0),
              replyTo,
              (outcome, seen) -> {
                Outcome.AttachBegun begun = (Outcome.AttachBegun) outcome;
                replyTo.accept(new CloudOutcome.Attached(begun.attachment()));
              });
      case CloudRequest.DeleteOnTermination(var eni, var attachment) ->
          done(
              new Command.ModifyInterface(
                  eni, new Command.Modification.DeleteOnTermination(attachment, true)),
              replyTo);
      case CloudRequest.DetachEni(_, var attachment) ->
          done(new Command.DetachInterface(attachment), replyTo);
      case CloudRequest.DeleteEni(var eni) -> done(new Command.DeleteInterface(eni), replyTo);
      case CloudRequest.SetSecurityGroups(var eni, var groups) ->
          done(new Command.ModifyInterface(eni, new Command.Modification.Groups(groups)), replyTo);
      case CloudRequest.DescribeSubnets(var of, String zone) ->
          look(Action.DESCRIBE_SUBNETS, replyTo, seen -> SimulatedLooks.subnets(seen, of, zone));
      case CloudRequest.DescribeReservations(var subnet) ->
          look(
              Action.GET_SUBNET_CIDR_RESERVATIONS,
              replyTo,
              seen -> SimulatedLooks.reservations(seen, subnet));
      case CloudRequest.DescribeAvailable(var of, var tags) ->
          look(
              Action.DESCRIBE_NETWORK_INTERFACES,
              replyTo,
              seen -> SimulatedLooks.available(seen, of, tags));
      case CloudRequest.DescribeInstances(var instances) ->
          look(
              Action.DESCRIBE_INSTANCES,
              replyTo,
              seen -> SimulatedLooks.instances(seen, instances));
    }
  }

  private void look(
      Action action, Consumer<CloudOutcome> replyTo, Function<VpcView, CloudOutcome> answer) {
    call(new Command.Look(action), replyTo, (outcome, seen) -> replyTo.accept(answer.apply(seen)));
  }

  private void done(Command.Call command, Consumer<CloudOutcome> replyTo) {
    call(command, replyTo, (outcome, seen) -> replyTo.accept(new CloudOutcome.Done()));
  }

  private void call(
      Command.Call command, Consumer<CloudOutcome> replyTo, SimulatedVpc.Reply succeeded) {
    vpc.call(
        caller,
        command,
        life,
        (outcome, seen) -> {
          switch (outcome) {
            case Outcome.Failure(var error) ->
                replyTo.accept(
                    new CloudOutcome.Failed(Refusals.of(error, !command.action().isRead())));
            case Outcome.NoAnswer() ->
                replyTo.accept(
                    new CloudOutcome.Failed(Refusals.noAnswer(!command.action().isRead())));
            default -> succeeded.answered(outcome, seen);
          }
        });
  }

  private static Ipv4Request wanted(AddressKind kind, int count) {
    if (count == 0) {
      return Ipv4Request.NONE;
    }
    return kind == AddressKind.SINGLE ? Ipv4Request.count(count) : Ipv4Request.prefixCount(count);
  }

  /// A refusal of prefixes means something else than one of addresses.
  private static CloudOutcome ofKind(CloudOutcome outcome, AddressKind kind) {
    return outcome instanceof CloudOutcome.Failed(var failure) && kind == AddressKind.PREFIX
        ? new CloudOutcome.Failed(failure.toPrefixRequest())
        : outcome;
  }

  private CloudOutcome limits(String type) {
    InstanceLimits limits = vpc.model().types().find(type);
    return limits == null
        ? new CloudOutcome.Failed(
            new CloudFailure(
                CloudFailure.Kind.REJECTED,
                "InvalidInstanceType",
                "The following supplied instance types do not exist: [" + type + "]"))
        : new CloudOutcome.Limits(limits);
  }

  private CloudOutcome created(Outcome.InterfaceCreated outcome) {
    NetworkInterface eni = outcome.created();
    return new CloudOutcome.Created(
        eni.id(),
        eni.mac(),
        eni.subnet(),
        cidr(vpc.view(), eni.subnet()),
        eni.primary(),
        new Portions(eni.addresses().subList(1, eni.addresses().size()), eni.prefixes()));
  }

  private static List<EniSeen> described(VpcView seen, InstanceId instance) {
    return attached(seen, instance).stream()
        .map(eni -> new EniSeen(eni, SimulatedLooks.traits(seen, eni.id(), instance)))
        .toList();
  }

  /// The ENIs attached to an instance as the core knows them.
  public static List<Eni> attached(VpcView seen, InstanceId instance) {
    List<Eni> enis = new ArrayList<>();
    for (NetworkInterface eni : seen.interfacesOf(instance)) {
      Attachment attachment = eni.attachment();
      if (attachment != null && attachment.status() == Attachment.Status.ATTACHED) {
        enis.add(eni(seen, eni, attachment));
      }
    }
    return enis;
  }

  private static Eni eni(VpcView seen, NetworkInterface eni, Attachment attachment) {
    return new Eni(
        eni.id(),
        attachment.id(),
        eni.mac(),
        attachment.deviceIndex(),
        attachment.cardIndex(),
        eni.subnet(),
        cidr(seen, eni.subnet()),
        eni.primary(),
        eni.addresses().subList(1, eni.addresses().size()),
        eni.prefixes(),
        attachment.cardIndex() == 0);
  }

  private static Cidr cidr(VpcView view, SubnetId subnet) {
    Subnet known = Objects.requireNonNull(view.subnet(subnet));
    return known.cidr();
  }
}

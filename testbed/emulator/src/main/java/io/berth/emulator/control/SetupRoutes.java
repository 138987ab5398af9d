package io.berth.emulator.control;

import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Makes VPCs, subnets, groups and instances, and terminates instances.
final class SetupRoutes {

  /// Instances of one request: each costs a network namespace.
  private static final int MAX_INSTANCES = 100;

  private final LiveVpc vpc;
  private final Testbed testbed;

  SetupRoutes(LiveVpc vpc, Testbed testbed) {
    this.vpc = vpc;
    this.testbed = testbed;
  }

  void createVpc(Fields fields, Consumer<Reply> reply) {
    Command command = new Command.CreateVpc(fields.cidr("cidr"));
    fields.refuseOthers();
    submit(
        command,
        reply,
        outcome -> outcome instanceof Outcome.VpcCreated(var made) ? Views.vpc(made) : Map.of());
  }

  void createSubnet(Fields fields, Consumer<Reply> reply) {
    Command command =
        new Command.CreateSubnet(
            vpcOf(fields),
            fields.cidr("cidr"),
            fields.text("zone", vpc.model().settings().region() + "a"));
    fields.refuseOthers();
    submit(
        command,
        reply,
        outcome ->
            outcome instanceof Outcome.SubnetCreated(var made)
                ? Views.subnet(made, vpc.model().view())
                : Map.of());
  }

  void createGroup(Fields fields, Consumer<Reply> reply) {
    String name = fields.text("name");
    Command command = new Command.CreateSecurityGroup(vpcOf(fields), name, name);
    fields.refuseOthers();
    submit(
        command,
        reply,
        outcome ->
            outcome instanceof Outcome.GroupCreated(var group)
                ? Map.of("id", group.id().value(), "name", group.name())
                : Map.of());
  }

  void runInstance(Fields fields, Consumer<Reply> reply) {
    String type = fields.text("type");
    SubnetId subnet = subnetOf(fields);
    int count = fields.number("count", 1, 1, MAX_INSTANCES);
    fields.refuseOthers();
    List<Object> started = new ArrayList<>();
    run(new Command.RunInstance(type, subnet, List.of()), count, started, reply);
  }

  private void run(
      Command.RunInstance command, int left, List<Object> started, Consumer<Reply> reply) {
    vpc.submit(
        command,
        outcome -> {
          if (outcome instanceof Outcome.InstanceStarted(var instance)) {
            started.add(Views.instance(instance, vpc.model(), testbed));
          }
          if (outcome instanceof Outcome.Failure(var error)) {
            reply.accept(Reply.error(error.status(), error.code(), error.message()));
          } else if (left > 1) {
            run(command, left - 1, started, reply);
          } else {
            reply.accept(Reply.of(Map.of("instances", started)));
          }
        });
  }

  void terminate(String id, Consumer<Reply> reply) {
    submit(new Command.TerminateInstance(new InstanceId(id)), reply, _ -> Map.of("ok", true));
  }

  private VpcId vpcOf(Fields fields) {
    return new VpcId(fields.text("vpc", only("vpc", vpc.model().view(), VpcView::vpcs, Vpc::id)));
  }

  private SubnetId subnetOf(Fields fields) {
    return new SubnetId(
        fields.text("subnet", only("subnet", vpc.model().view(), VpcView::subnets, Subnet::id)));
  }

  /// The id of the first one there is, which is what a request means that names none.
  private static <T> String only(
      String what, VpcView view, Function<VpcView, Collection<T>> all, Function<T, Object> id) {
    return all.apply(view).stream()
        .findFirst()
        .map(thing -> id.apply(thing).toString())
        .orElseThrow(() -> BadRequestException.of(400, "NoneYet", "there is no " + what + " yet"));
  }

  private void submit(
      Command command, Consumer<Reply> reply, Function<Outcome, Map<String, ?>> success) {
    vpc.submit(
        command,
        outcome ->
            reply.accept(
                outcome instanceof Outcome.Failure(var error)
                    ? Reply.error(error.status(), error.code(), error.message())
                    : Reply.of(success.apply(outcome))));
  }
}

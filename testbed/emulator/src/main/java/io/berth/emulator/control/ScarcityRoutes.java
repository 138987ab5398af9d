package io.berth.emulator.control;

import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Bucket;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.ShortageForm;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.SubnetId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Makes calls and addresses scarce.
final class ScarcityRoutes {

  private static final int MAX_TOKENS = 1_000_000;

  private final LiveVpc vpc;

  ScarcityRoutes(LiveVpc vpc) {
    this.vpc = vpc;
  }

  Map<String, Object> throttling() {
    Throttling limits = vpc.model().throttling();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("limits", limits.name());
    for (Action action : Action.values()) {
      Bucket bucket = limits.buckets().get(action);
      if (bucket != null) {
        view.put(action.wireName(), Map.of("size", bucket.size(), "perSecond", bucket.perSecond()));
      }
    }
    return view;
  }

  Reply setThrottling(Fields fields) {
    Throttling limits = vpc.model().throttling();
    if (fields.has("limits")) {
      String name = fields.text("limits");
      Throttling named = Throttling.find(name);
      if (named == null) {
        throw BadRequestException.of(
            400, "UnknownLimits", "no limits '" + name + "'; there are none, ec2");
      }
      limits = named;
    }
    if (fields.has("action")) {
      Action action = TroubleRoutes.action(fields.text("action"));
      limits =
          limits.with(
              action,
              new Bucket(
                  fields.number("size", 1, 1, MAX_TOKENS),
                  fields.number("perSecond", 1, 1, MAX_TOKENS)));
    }
    fields.refuseOthers();
    vpc.model().setThrottling(limits);
    return Reply.of(throttling());
  }

  void occupy(Fields fields, Consumer<Reply> reply) {
    SubnetId subnet = new SubnetId(fields.text("subnet"));
    int freePercent = fields.number("freePercent", 0, 0, 100);
    fields.refuseOthers();
    submit(new Command.OccupySubnet(subnet, freePercent), reply);
  }

  void vacate(String subnet, Consumer<Reply> reply) {
    submit(new Command.VacateSubnet(new SubnetId(subnet)), reply);
  }

  private void submit(Command command, Consumer<Reply> reply) {
    vpc.submit(
        command,
        outcome ->
            reply.accept(
                switch (outcome) {
                  case Outcome.Failure(var error) ->
                      Reply.error(error.status(), error.code(), error.message());
                  case Outcome.SubnetOccupied(var free) -> Reply.of(Map.of("freeAddresses", free));
                  default -> throw new IllegalStateException("unexpected: " + outcome);
                }));
  }

  Reply setShortage(Fields fields) {
    String name = fields.text("form");
    ShortageForm form =
        switch (name) {
          case "own-code" -> ShortageForm.OWN_CODE;
          case "parameter-value" -> ShortageForm.PARAMETER_VALUE;
          default ->
              throw BadRequestException.of(
                  400,
                  "UnknownForm",
                  "no form '" + name + "'; there are own-code, parameter-value");
        };
    fields.refuseOthers();
    vpc.model().setShortageForm(form);
    return Reply.done();
  }
}

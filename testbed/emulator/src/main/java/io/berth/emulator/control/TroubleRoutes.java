package io.berth.emulator.control;

import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Delay;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.LatencyProfile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Slows the VPC down and breaks it.
final class TroubleRoutes {

  /// Longest delay that may be set: an hour.
  private static final int MAX_MILLIS = 3_600_000;

  private static final int MAX_TIMES = 1_000_000;

  private final LiveVpc vpc;

  TroubleRoutes(LiveVpc vpc) {
    this.vpc = vpc;
  }

  Map<String, Object> latency() {
    LatencyProfile profile = vpc.model().latency();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("profile", profile.name());
    for (Action action : Action.values()) {
      view.put(action.wireName(), delay(profile.answers().getOrDefault(action, Delay.NONE)));
    }
    view.put("attached", delay(profile.attached()));
    view.put("detached", delay(profile.detached()));
    view.put("metadata", delay(profile.metadata()));
    return view;
  }

  private static Object delay(Delay delay) {
    if (delay.minMillis() == delay.tailMillis()) {
      return delay.minMillis();
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("min", delay.minMillis());
    view.put("max", delay.maxMillis());
    if (delay.tailPerMille() > 0) {
      view.put("tail", delay.tailMillis());
      view.put("tailPerMille", delay.tailPerMille());
    }
    return view;
  }

  Reply setLatency(Fields fields) {
    LatencyProfile profile = vpc.model().latency();
    if (fields.has("profile")) {
      String name = fields.text("profile");
      LatencyProfile named = LatencyProfile.find(name);
      if (named == null) {
        String known =
            LatencyProfile.named().stream()
                .map(LatencyProfile::name)
                .collect(Collectors.joining(", "));
        throw BadRequestException.of(
            400, "UnknownProfile", "no profile '" + name + "'; there are " + known);
      }
      profile = named;
    }
    for (Action action : Action.values()) {
      if (fields.has(action.wireName())) {
        profile = profile.withAnswer(action, read(fields, action.wireName(), Delay.NONE));
      }
    }
    if (fields.has("attached") || fields.has("detached") || fields.has("metadata")) {
      profile =
          profile.withTransitions(
              read(fields, "attached", profile.attached()),
              read(fields, "detached", profile.detached()),
              read(fields, "metadata", profile.metadata()));
    }
    fields.refuseOthers();
    vpc.model().setLatency(profile);
    return Reply.of(latency());
  }

  private static Delay read(Fields fields, String name, Delay otherwise) {
    return fields.has(name) ? Delay.fixed(fields.number(name, 0, 0, MAX_MILLIS)) : otherwise;
  }

  Reply inject(Fields fields) {
    String name = fields.text("action");
    Action action = Action.find(name);
    if (action == null) {
      throw BadRequestException.of(400, "UnknownAction", "no action '" + name + "' is served");
    }
    String code = fields.text("code");
    Fault fault =
        Fault.error(
            action,
            fields.number("times", 1, 1, MAX_TIMES),
            fields.number("delayMillis", 0, 0, MAX_MILLIS),
            new ApiError(
                code,
                fields.number("status", 400, 400, 599),
                fields.text("message", "Injected by the testbed: " + code)));
    fields.refuseOthers();
    vpc.model().inject(fault);
    return Reply.done();
  }

  Reply clearFaults() {
    vpc.model().clearFaults();
    return Reply.done();
  }
}

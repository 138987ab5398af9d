package io.berth.emulator.control;

import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Delay;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.MetadataState;
import io.berth.emulator.vpc.VpcModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Slows the VPC down, lets describes lag, and takes the metadata service away.
final class TroubleRoutes {

  /// Longest delay that may be set: an hour.
  static final int MAX_MILLIS = 3_600_000;

  /// Added to the name of a describe: how old what it shows is.
  private static final String LAG = "Lag";

  private static final List<Action> LAGGING =
      List.of(
          Action.DESCRIBE_INSTANCES, Action.DESCRIBE_NETWORK_INTERFACES, Action.DESCRIBE_SUBNETS);

  private final LiveVpc vpc;

  TroubleRoutes(LiveVpc vpc) {
    this.vpc = vpc;
  }

  Reply setMetadata(Fields fields) {
    String name = fields.text("state");
    MetadataState state =
        switch (name) {
          case "answers" -> MetadataState.ANSWERS;
          case "fails" -> MetadataState.FAILS;
          case "silent" -> MetadataState.SILENT;
          default ->
              throw BadRequestException.of(
                  400, "UnknownState", "no state '" + name + "'; there are answers, fails, silent");
        };
    fields.refuseOthers();
    vpc.model().setMetadataState(state);
    return Reply.done();
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
    for (Action action : LAGGING) {
      view.put(action.wireName() + LAG, delay(profile.lags().getOrDefault(action, Delay.NONE)));
    }
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
    if (fields.has("describeLag")) {
      profile = profile.withLag(lag(fields, "describeLag"));
    }
    for (Action action : LAGGING) {
      if (fields.has(action.wireName() + LAG)) {
        profile = profile.withLag(action, lag(fields, action.wireName() + LAG));
      }
    }
    fields.refuseOthers();
    vpc.model().setLatency(profile);
    return Reply.of(latency());
  }

  private static Delay lag(Fields fields, String name) {
    return Delay.fixed(fields.number(name, 0, 0, (int) VpcModel.MAX_LAG_MILLIS));
  }

  private static Delay read(Fields fields, String name, Delay otherwise) {
    return fields.has(name) ? Delay.fixed(fields.number(name, 0, 0, MAX_MILLIS)) : otherwise;
  }

  /// @throws BadRequestException when the testbed does not serve it
  static Action action(String name) {
    Action action = Action.find(name);
    if (action == null) {
      throw BadRequestException.of(400, "UnknownAction", "no action '" + name + "' is served");
    }
    return action;
  }
}

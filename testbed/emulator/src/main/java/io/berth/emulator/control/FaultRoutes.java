package io.berth.emulator.control;

import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.VpcModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets calls go wrong.
final class FaultRoutes {

  /// Stands for every action; each then has its own count.
  private static final String ALL = "*";

  private static final int MAX_TIMES = 1_000_000;

  private final LiveVpc vpc;

  FaultRoutes(LiveVpc vpc) {
    this.vpc = vpc;
  }

  Reply inject(Fields fields) {
    String name = fields.text("action");
    List<Action> actions =
        name.equals(ALL) ? List.of(Action.values()) : List.of(TroubleRoutes.action(name));
    // Without a number of times a fault with a chance goes on, and any other hits once.
    int times = fields.number("times", fields.has("perMille") ? 0 : 1, 0, MAX_TIMES);
    Fault.Hits hits =
        new Fault.Hits(
            times == 0 ? Fault.Hits.FOREVER : times, fields.number("perMille", 1000, 1, 1000));
    long delayMillis = fields.number("delayMillis", (int) Fault.USUAL, 0, TroubleRoutes.MAX_MILLIS);
    List<Fault> faults;
    try {
      faults =
          actions.stream()
              .map(action -> new Fault(action, hits, effect(fields, action), delayMillis))
              .toList();
    } catch (IllegalArgumentException e) {
      throw BadRequestException.of(400, "BadFault", String.valueOf(e.getMessage()));
    }
    fields.refuseOthers();
    faults.forEach(vpc.model()::inject);
    return Reply.done();
  }

  private static Fault.Effect effect(Fields fields, Action action) {
    String name = fields.text("effect", "error");
    return switch (name) {
      case "error" -> new Fault.Effect.Refused(error(fields));
      case "throttle" -> Fault.throttle(action, Fault.Hits.all()).effect();
      case "unauthorized" -> Fault.unauthorized(action).effect();
      case "delay" -> new Fault.Effect.Delayed();
      case "answerLost" -> new Fault.Effect.AnswerLost();
      case "callLost" -> new Fault.Effect.CallLost();
      case "staleDescribe" ->
          new Fault.Effect.StaleDescribe(lagMillis(fields, (int) VpcModel.MAX_LAG_MILLIS));
      case "staleMetadata" ->
          new Fault.Effect.StaleMetadata(lagMillis(fields, TroubleRoutes.MAX_MILLIS));
      default ->
          throw BadRequestException.of(
              400,
              "UnknownEffect",
              "no effect '"
                  + name
                  + "'; there are error, throttle, unauthorized, delay, answerLost, callLost,"
                  + " staleDescribe, staleMetadata");
    };
  }

  private static ApiError error(Fields fields) {
    String code = fields.text("code");
    return new ApiError(
        code,
        fields.number("status", 400, 400, 599),
        fields.text("message", "Injected by the testbed: " + code));
  }

  private static int lagMillis(Fields fields, int maxMillis) {
    if (!fields.has("lagMillis")) {
      throw BadRequestException.of(400, "MissingField", "the field 'lagMillis' is missing");
    }
    return fields.number("lagMillis", 0, 0, maxMillis);
  }

  Map<String, Object> list() {
    List<Map<String, Object>> faults =
        vpc.model().faults().stream().map(FaultRoutes::view).toList();
    return Map.of("faults", faults);
  }

  private static Map<String, Object> view(Fault fault) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("action", fault.action().wireName());
    view.put("times", fault.hits().times() == Fault.Hits.FOREVER ? 0 : fault.hits().times());
    view.put("perMille", fault.hits().perMille());
    if (fault.delayMillis() != Fault.USUAL) {
      view.put("delayMillis", fault.delayMillis());
    }
    switch (fault.effect()) {
      case Fault.Effect.Refused(var error) -> {
        view.put("effect", "error");
        view.put("code", error.code());
        view.put("status", error.status());
        view.put("message", error.message());
      }
      case Fault.Effect.Delayed() -> view.put("effect", "delay");
      case Fault.Effect.AnswerLost() -> view.put("effect", "answerLost");
      case Fault.Effect.CallLost() -> view.put("effect", "callLost");
      case Fault.Effect.StaleDescribe(var lagMillis) -> {
        view.put("effect", "staleDescribe");
        view.put("lagMillis", lagMillis);
      }
      case Fault.Effect.StaleMetadata(var lagMillis) -> {
        view.put("effect", "staleMetadata");
        view.put("lagMillis", lagMillis);
      }
    }
    return view;
  }

  Reply clear() {
    vpc.model().clearFaults();
    return Reply.done();
  }
}

package io.berth.emulator.control;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.emulator.ec2.CallLog;
import io.berth.emulator.http.HttpAnswer;
import io.berth.emulator.http.HttpCall;
import io.berth.emulator.http.HttpService;
import io.berth.emulator.live.LiveVpc;
import java.io.IOException;
import java.util.function.Consumer;

/// The control API. Serves on the event loop that owns the model.
public final class ControlService implements HttpService {

  private final SetupRoutes setup;
  private final LookRoutes look;
  private final TroubleRoutes trouble;
  private final FaultRoutes faults;
  private final ScarcityRoutes scarcity;
  private final Testbed testbed;

  public ControlService(LiveVpc vpc, CallLog log, Testbed testbed) {
    this.setup = new SetupRoutes(vpc, testbed);
    this.look = new LookRoutes(vpc, log, testbed);
    this.trouble = new TroubleRoutes(vpc);
    this.faults = new FaultRoutes(vpc);
    this.scarcity = new ScarcityRoutes(vpc);
    this.testbed = testbed;
  }

  @Override
  public void serve(HttpCall call, Consumer<HttpAnswer> answer) {
    Consumer<Reply> reply = value -> answer.accept(render(value));
    try {
      route(call, reply);
    } catch (BadRequestException e) {
      reply.accept(Reply.error(e.status(), e.code(), e.text()));
    }
  }

  private void route(HttpCall call, Consumer<Reply> reply) {
    String[] parts = call.path().substring(1).split("/", -1);
    String id = parts.length > 1 ? parts[1] : "";
    switch (call.method() + " /" + parts[0] + (id.isEmpty() ? "" : "/id")) {
      case "GET /" -> reply.accept(Reply.of(look.help()));
      case "POST /vpcs" -> setup.createVpc(body(call), reply);
      case "POST /subnets" -> setup.createSubnet(body(call), reply);
      case "POST /security-groups" -> setup.createGroup(body(call), reply);
      case "POST /instances" -> setup.runInstance(body(call), reply);
      case "DELETE /instances/id" -> setup.terminate(id, reply);
      case "GET /vpcs" -> reply.accept(Reply.of(look.vpcs()));
      case "GET /subnets" -> reply.accept(Reply.of(look.subnets()));
      case "GET /instances" -> reply.accept(Reply.of(look.instances()));
      case "GET /instances/id" -> reply.accept(look.instance(id));
      case "GET /interfaces" -> reply.accept(Reply.of(look.interfaces()));
      case "GET /calls" -> reply.accept(Reply.of(look.calls(new Query(call.query()))));
      case "DELETE /calls" -> reply.accept(look.clearCalls());
      case "GET /latency" -> reply.accept(Reply.of(trouble.latency()));
      case "PUT /latency" -> reply.accept(trouble.setLatency(body(call)));
      case "PUT /metadata" -> reply.accept(trouble.setMetadata(body(call)));
      case "GET /throttling" -> reply.accept(Reply.of(scarcity.throttling()));
      case "PUT /throttling" -> reply.accept(scarcity.setThrottling(body(call)));
      case "PUT /shortage" -> reply.accept(scarcity.setShortage(body(call)));
      case "POST /occupations" -> scarcity.occupy(body(call), reply);
      case "DELETE /occupations/id" -> scarcity.vacate(id, reply);
      case "GET /faults" -> reply.accept(Reply.of(faults.list()));
      case "POST /faults" -> reply.accept(faults.inject(body(call)));
      case "DELETE /faults" -> reply.accept(faults.clear());
      case "POST /shutdown" -> {
        reply.accept(Reply.done());
        testbed.shutDown();
      }
      default ->
          throw BadRequestException.of(
              404,
              "NotFound",
              "no route for " + call.method() + " " + call.path() + "; GET / lists them");
    }
  }

  private static Fields body(HttpCall call) {
    String text = call.body().isBlank() ? "{}" : call.body();
    try {
      return new Fields(JSON.std.mapFrom(text));
    } catch (IOException e) {
      throw BadRequestException.of(
          400, "BadJson", "the body must be a JSON object: " + e.getMessage());
    }
  }

  private static HttpAnswer render(Reply reply) {
    try {
      return HttpAnswer.json(reply.status(), JSON.std.asString(reply.value()) + "\n");
    } catch (IOException e) {
      throw new IllegalStateException("maps, lists and texts always make JSON", e);
    }
  }
}

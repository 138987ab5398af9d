package io.berth.emulator.ec2;

import io.berth.emulator.http.HttpAnswer;
import io.berth.emulator.http.HttpCall;
import io.berth.emulator.http.HttpService;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API's endpoint. Serves on the event loop that owns the model.
public final class Ec2Service implements HttpService {

  private static final Logger LOG = LoggerFactory.getLogger(Ec2Service.class);
  private static final String VERSION = "2016-11-15";
  private static final String CONTENT_TYPE = "text/xml;charset=UTF-8";
  private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/" + VERSION + "/";

  private final LiveVpc vpc;
  private final CallLog log;
  private final Requests requests;

  public Ec2Service(LiveVpc vpc, VpcSettings settings, InstanceTypes types, CallLog log) {
    this.vpc = vpc;
    this.log = log;
    this.requests = new Requests(settings, types);
  }

  /// Calls from the host, of no instance in particular.
  @Override
  public void serve(HttpCall call, Consumer<HttpAnswer> answer) {
    serve("", call, answer);
  }

  /// The same endpoint, for calls made in an instance; the log tells them apart.
  public HttpService inside(InstanceId instance) {
    return (call, answer) -> serve(instance.value(), call, answer);
  }

  private void serve(String instance, HttpCall call, Consumer<HttpAnswer> answer) {
    Exchange exchange = new Exchange(instance, call, vpc.nowMillis(), answer);
    try {
      exchange.begin();
    } catch (RefusedException e) {
      exchange.refuse(e.error());
    }
  }

  /// One request on its way.
  private final class Exchange {

    private final String instance;
    private final HttpCall call;
    private final long arrivedMillis;
    private final Consumer<HttpAnswer> answer;
    private final String requestId = UUID.randomUUID().toString();
    private final @Nullable Credential credential;
    private String action = "";
    private Map<String, String> recorded = Map.of();

    Exchange(String instance, HttpCall call, long arrivedMillis, Consumer<HttpAnswer> answer) {
      this.instance = instance;
      this.call = call;
      this.arrivedMillis = arrivedMillis;
      this.answer = answer;
      this.credential = Credential.parse(call.header("authorization"));
    }

    void begin() {
      Parameters parameters =
          switch (call.method()) {
            case "POST" -> Parameters.parse(call.body());
            case "GET" -> Parameters.parse(call.query());
            default ->
                throw RefusedException.of(
                    "InvalidRequest", "The method " + call.method() + " is not supported");
          };
      action = parameters.text("Action", "");
      recorded = new HashMap<>(parameters.all());
      recorded.keySet().removeAll(List.of("Action", "Version"));
      if (credential == null) {
        throw new RefusedException(
            new ApiError(
                "AuthFailure",
                401,
                "AWS was not able to validate the provided access credentials"));
      }
      String version = parameters.text("Version", VERSION);
      if (!version.equals(VERSION)) {
        throw RefusedException.of(
            "NoSuchVersion",
            "The requested version (" + version + ") of service AmazonEC2 does not exist");
      }
      proceed(parameters);
    }

    private void proceed(Parameters parameters) {
      if (action.isEmpty()) {
        throw RefusedException.of("MissingAction", "The request must contain the parameter Action");
      }
      Action known = Action.find(action);
      if (known == null) {
        throw RefusedException.of(
            "InvalidAction", "The action " + action + " is not valid for this web service.");
      }
      Prepared prepared = requests.prepare(known, parameters);
      boolean dryRun = Requests.allowsDryRun(known) && parameters.flag("DryRun", false);
      parameters.refuseUnknown();
      vpc.submit(
          dryRun ? new Command.Look(known) : prepared.command(),
          outcome -> finish(prepared, dryRun, outcome));
    }

    private void finish(Prepared prepared, boolean dryRun, Outcome outcome) {
      if (outcome instanceof Outcome.NoAnswer) {
        record(0, "NoAnswer");
        answer.accept(HttpAnswer.NONE);
      } else if (outcome instanceof Outcome.Failure(var error)) {
        refuse(error);
      } else if (dryRun) {
        refuse(
            new ApiError(
                "DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set."));
      } else {
        try {
          succeed(prepared, outcome);
        } catch (RefusedException e) {
          refuse(e.error());
        } catch (RuntimeException e) {
          LOG.atError()
              .setMessage("a defect of the testbed")
              .addKeyValue("action", action)
              .setCause(e)
              .log();
          refuse(new ApiError("InternalError", 500, "A defect of the testbed: " + e));
        }
      }
    }

    private void succeed(Prepared prepared, Outcome outcome) {
      Xml xml = new Xml().raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      xml.raw("<" + action + "Response xmlns=\"" + NAMESPACE + "\">").leaf("requestId", requestId);
      prepared.writer().write(xml, outcome, vpc.model().seen(outcome));
      xml.raw("</" + action + "Response>");
      reply(200, "", xml.toString());
    }

    void refuse(ApiError error) {
      Xml xml = new Xml().raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      xml.element(
          "Response",
          () ->
              xml.element(
                      "Errors",
                      () ->
                          xml.element(
                              "Error",
                              () ->
                                  xml.leaf("Code", error.code()).leaf("Message", error.message())))
                  .leaf("RequestID", requestId));
      reply(error.status(), error.code(), xml.toString());
    }

    private void reply(int status, String errorCode, String body) {
      record(status, errorCode);
      answer.accept(
          new HttpAnswer(status, CONTENT_TYPE, Map.of("x-amzn-RequestId", requestId), body));
    }

    private void record(int status, String errorCode) {
      long now = vpc.nowMillis();
      log.add(number ->
          new CallRecord(
              number,
              arrivedMillis,
              now - arrivedMillis,
              call.peer().getAddress().getHostAddress(),
              instance,
              credential == null ? "" : credential.accessKey(),
              action,
              recorded,
              status,
              errorCode,
              requestId));
    }
  }
}

package io.berth.emulator.imds;

import io.berth.emulator.http.HttpAnswer;
import io.berth.emulator.http.HttpCall;
import io.berth.emulator.http.HttpService;
import io.berth.emulator.live.LiveVpc;
import io.berth.ipam.model.InstanceId;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Version 2 of the metadata service, tokens required. Source of rules and statuses: EC2 user
/// guide, "Use the Instance Metadata Service". Serves on the event loop that owns the model.
public final class ImdsService implements HttpService {

  private static final String TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "x-aws-ec2-metadata-token";
  private static final int MAX_TTL_SECONDS = 21_600;

  private final LiveVpc vpc;
  private final Function<HttpCall, @Nullable InstanceId> caller;
  private final Tokens tokens = new Tokens();

  /// @param caller finds the instance that asks; `null` when it cannot be told
  public ImdsService(LiveVpc vpc, Function<HttpCall, @Nullable InstanceId> caller) {
    this.vpc = vpc;
    this.caller = caller;
  }

  @Override
  public void serve(HttpCall call, Consumer<HttpAnswer> answer) {
    InstanceId instance = caller.apply(call);
    answer.accept(
        switch (vpc.model().metadataState()) {
          case FAILS -> HttpAnswer.text(503, "Service Unavailable");
          case SILENT -> HttpAnswer.NONE;
          case ANSWERS ->
              instance == null
                  ? HttpAnswer.text(403, "no instance has this address")
                  : serve(call, instance);
        });
  }

  private HttpAnswer serve(HttpCall call, InstanceId instance) {
    return switch (call.method()) {
      case "PUT" ->
          call.path().equals("/latest/api/token")
              ? token(call, instance)
              : HttpAnswer.text(404, "Not Found");
      case "GET" -> read(call, instance);
      default -> HttpAnswer.text(405, "Method Not Allowed");
    };
  }

  private HttpAnswer token(HttpCall call, InstanceId instance) {
    if (call.header("x-forwarded-for") != null) {
      return HttpAnswer.text(403, "Forbidden");
    }
    int seconds = ttlSeconds(call.header(TTL_HEADER));
    if (seconds < 1 || seconds > MAX_TTL_SECONDS) {
      return HttpAnswer.text(400, "Bad Request");
    }
    String token = tokens.issue(instance.value(), vpc.nowMillis() + seconds * 1_000L);
    return new HttpAnswer(200, "text/plain", Map.of(TTL_HEADER, Integer.toString(seconds)), token);
  }

  private static int ttlSeconds(@Nullable String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private HttpAnswer read(HttpCall call, InstanceId instance) {
    String token = call.header(TOKEN_HEADER);
    if (token == null || !tokens.isValid(token, instance.value(), vpc.nowMillis())) {
      return HttpAnswer.text(401, "Unauthorized");
    }
    MetadataTree tree = InstanceMetadata.of(vpc.model(), instance, vpc.nowMillis());
    String found = tree == null ? null : tree.find(call.path());
    return found == null ? HttpAnswer.text(404, "Not Found") : HttpAnswer.text(200, found);
  }
}

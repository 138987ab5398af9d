package io.berth.emulator.vpc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What client tokens made. Source: EC2 developer guide, "Ensuring idempotency": the same token
/// with the same parameters gives the same resource, with other parameters an error.
final class ClientTokens {

  /// Source: as above.
  static final int MAX_LENGTH = 64;

  /// How long a token is remembered: EC2 promises a day at least.
  private static final long KEEP_MILLIS = 24L * 3_600_000;

  private record Made(Command.CreateInterface by, NetworkInterface created, long atMillis) {}

  private final Map<String, Made> byToken = new LinkedHashMap<>();

  /// The outcome of a repeated call, or `null` for a token that is new.
  @Nullable Outcome find(Command.CreateInterface command, VpcState state, long nowMillis) {
    forgetBefore(nowMillis - KEEP_MILLIS);
    Made made = byToken.get(command.clientToken());
    if (made == null) {
      return null;
    }
    if (!made.by().equals(command)) {
      return ApiErrors.refuse(
          "IdempotentParameterMismatch",
          "The client token '" + command.clientToken() + "' was used before with other parameters");
    }
    NetworkInterface current = state.networkInterface(made.created().id());
    return new Outcome.InterfaceCreated(current != null ? current : made.created());
  }

  void remember(Command.CreateInterface command, NetworkInterface created, long nowMillis) {
    byToken.put(command.clientToken(), new Made(command, created, nowMillis));
  }

  private void forgetBefore(long millis) {
    Iterator<Made> oldestFirst = byToken.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().atMillis() < millis) {
      oldestFirst.remove();
    }
  }
}

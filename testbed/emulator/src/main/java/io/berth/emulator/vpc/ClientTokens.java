package io.berth.emulator.vpc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What client tokens made. Source: EC2 developer guide, "Ensuring idempotency": the same token
/// with the same parameters gives the same resource, with other parameters an error.
///
/// @param <C> the calls that carry the tokens
/// @param <M> what they make
final class ClientTokens<C, M> {

  /// Source: as above.
  private static final int MAX_LENGTH = 64;

  /// How long a token is remembered: EC2 promises a day at least.
  private static final long KEEP_MILLIS = 24L * 3_600_000;

  private record Made<C, M>(C by, M what, long atMillis) {}

  private final Map<String, Made<C, M>> byToken = new LinkedHashMap<>();
  private final Function<Outcome, @Nullable M> made;
  private final Function<M, Outcome> again;

  /// @param made what a call made by its outcome; `null` when it was refused
  /// @param again the outcome of a repeated call
  ClientTokens(Function<Outcome, @Nullable M> made, Function<M, Outcome> again) {
    this.made = made;
    this.again = again;
  }

  /// The outcome of a call: what its token gave before, or what it does now.
  ///
  /// @param token empty for none
  Outcome once(String token, C call, long nowMillis, Supplier<Outcome> perform) {
    if (token.isEmpty()) {
      return perform.get();
    }
    if (token.length() > MAX_LENGTH) {
      return ApiErrors.invalid("The client token must have at most " + MAX_LENGTH + " characters");
    }
    forgetBefore(nowMillis - KEEP_MILLIS);
    Made<C, M> known = byToken.get(token);
    if (known != null) {
      return known.by().equals(call)
          ? again.apply(known.what())
          : ApiErrors.refuse(
              "IdempotentParameterMismatch",
              "The client token '" + token + "' was used before with other parameters");
    }
    Outcome outcome = perform.get();
    M what = made.apply(outcome);
    if (what != null) {
      byToken.put(token, new Made<>(call, what, nowMillis));
    }
    return outcome;
  }

  private void forgetBefore(long millis) {
    Iterator<Made<C, M>> oldestFirst = byToken.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().atMillis() < millis) {
      oldestFirst.remove();
    }
  }
}

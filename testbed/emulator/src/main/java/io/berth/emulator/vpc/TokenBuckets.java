package io.berth.emulator.vpc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The buckets of one account, with what is left in them. Tokens are counted in thousandths, since
/// a refill of one a second is one thousandth a millisecond.
final class TokenBuckets {

  private static final long THOUSANDTHS = 1_000;

  private final Throttling limits;
  private final Map<Action, Level> byAction = new HashMap<>();
  private final Map<Action, Level> byWholeList = new HashMap<>();
  private final @Nullable Level launches;

  TokenBuckets(Throttling limits) {
    this.limits = limits;
    limits.buckets().forEach((action, bucket) -> byAction.put(action, new Level(bucket)));
    limits.wholeLists().forEach((action, bucket) -> byWholeList.put(action, new Level(bucket)));
    this.launches = limits.launches() == null ? null : new Level(limits.launches());
  }

  Throttling limits() {
    return limits;
  }

  /// Whether the account may make this call now; takes the token if so. A refused call takes none.
  boolean take(Command.Call call, long nowMillis) {
    Level level = null;
    if (call instanceof Command.Look(var action, var wholeList) && wholeList) {
      level = byWholeList.get(action);
    }
    if (level == null) {
      level = byAction.get(call.action());
    }
    return level == null || level.take(1, nowMillis);
  }

  /// Whether so many instances may be launched now; takes their tokens if so.
  boolean takeLaunches(int count, long nowMillis) {
    return launches == null || launches.take(count, nowMillis);
  }

  private static final class Level {

    private final Bucket bucket;
    private long thousandths;
    private long filledAtMillis = Long.MIN_VALUE;

    Level(Bucket bucket) {
      this.bucket = bucket;
    }

    boolean take(int tokens, long nowMillis) {
      long full = bucket.size() * THOUSANDTHS;
      thousandths =
          filledAtMillis == Long.MIN_VALUE
              ? full
              : Math.min(full, thousandths + (nowMillis - filledAtMillis) * bucket.perSecond());
      filledAtMillis = nowMillis;
      long wanted = tokens * THOUSANDTHS;
      if (thousandths < wanted) {
        return false;
      }
      thousandths -= wanted;
      return true;
    }
  }
}

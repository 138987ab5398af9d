package io.berth.simulation.incumbent;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Outcome;
import io.berth.simulation.time.Lifetime;
import io.berth.simulation.world.SimulatedVpc;
import java.util.Random;

/// EC2 as the incumbent calls it: one call at a time, with the retries of the Go SDK's standard
/// mode and no other limit of its own.
final class IncumbentEc2 {

  /// `retry.DefaultMaxAttempts` of aws-sdk-go-v2.
  private static final int ATTEMPTS = 3;

  /// `retry.NewExponentialJitterBackoff`: a random part of 2^n seconds, at most 20.
  private static final long FIRST_WAIT_MILLIS = 1_000;

  private static final long LONGEST_WAIT_MILLIS = 20_000;

  private final String caller;
  private final SimulatedVpc vpc;
  private final Lifetime life;
  private final Random random;

  IncumbentEc2(String caller, SimulatedVpc vpc, Lifetime life, Random random) {
    this.caller = caller;
    this.vpc = vpc;
    this.life = life;
    this.random = random;
  }

  void describe(Action action, SimulatedVpc.Reply then) {
    call(new Command.Look(action), then);
  }

  void call(Command.Call command, SimulatedVpc.Reply then) {
    attempt(command, 0, then);
  }

  private void attempt(Command.Call command, int before, SimulatedVpc.Reply then) {
    vpc.call(
        caller,
        command,
        life,
        (outcome, seen) -> {
          boolean again = SimulatedVpc.isThrottle(outcome) || outcome instanceof Outcome.NoAnswer;
          if (again && before + 1 < ATTEMPTS) {
            long longest = Math.min(FIRST_WAIT_MILLIS << before, LONGEST_WAIT_MILLIS);
            life.after(
                (long) (random.nextDouble() * longest), () -> attempt(command, before + 1, then));
          } else {
            then.answered(outcome, seen);
          }
        });
  }

  static boolean failed(Outcome outcome) {
    return outcome instanceof Outcome.Failure || outcome instanceof Outcome.NoAnswer;
  }

  static boolean failedWith(Outcome outcome, String... codes) {
    if (outcome instanceof Outcome.Failure(var error)) {
      for (String code : codes) {
        if (error.code().equals(code)) {
          return true;
        }
      }
    }
    return false;
  }
}

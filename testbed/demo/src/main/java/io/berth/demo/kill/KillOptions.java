package io.berth.demo.kill;

/// How often to kill, and the seed of everything that is random: order of requests, moment of the
/// kill, sandbox ids.
///
/// @param rounds at least 1
/// @param seed any number
public record KillOptions(int rounds, long seed) {

  /// Requests at once in each round, half of them ADD, half DEL.
  public static final int REQUESTS = 200;

  /// A type with room for twice the pods of a round: 8 ENIs of 29 addresses.
  static final String INSTANCE_TYPE = "m5.4xlarge";

  public KillOptions {
    if (rounds < 1) {
      throw new IllegalArgumentException("at least one round, not " + rounds);
    }
  }
}

package io.berth.simulation;

/// What `berth-simulate --help` says around the options.
final class HelpText {

  /// Columns; the longest line is an example.
  static final int WIDTH = 104;

  static final String MAIN =
      """

      Runs nodes in virtual time: hours pass in seconds, and one seed always gives the same result. EC2 is\
       the emulator's model with its limits, latencies and token buckets; the pool, planner, control loop\
       and lease service are those of the daemon. The incumbent's policy, the Amazon VPC CNI v1.23.1, can be\
       run beside it.
      """;

  static final String FLEET =
      """

      Many fresh nodes start together in one account, each with its pods waiting. Reports when the last pod\
       had an address and how that compares with the least that the account's token buckets allow, EC2 calls\
       by action, throttles, and addresses held idle.

      5,000 nodes take minutes, most of all while pods wait for the buckets, and less than 2 GB.
      """;

  static final String FLEET_EXAMPLES =
      """

      Examples:
        5,000 nodes, as JSON and as a plot:
          berth-simulate fleet --nodes 5000 --pods-per-node 50 --instance-type m5.xlarge --seed 1 \\
              --json fleet.json --svg fleet.svg
        the same fleet under both policies:
          berth-simulate fleet --nodes 200 --policy both
        nobody tells the daemons how many they are:
          berth-simulate fleet --hint 0

      The table goes to standard output, progress to standard error once it takes more than two seconds.
      JSON: durations are seconds of virtual time; ratioToLowerBound compares the time to all pods with the
      least that the buckets allow, which counts the fewest Create, Attach and Assign calls that do.

      Exit codes: 0 all pods have an address, 1 some had none after 24 hours of virtual time,
      2 wrong options, 130 stopped by Ctrl-C (what was there is printed).
      """;

  static final String SCENARIO =
      """

      Stories that the pool was promised to stand, each played under both policies. Without a name it lists\
       them.
      """;

  static final String SCENARIO_EXAMPLES =
      """

      Examples:
        berth-simulate scenario
        berth-simulate scenario burst-three-enis
        berth-simulate scenario all --json scenarios.json

      Exit codes: 0 every promise holds for Berth, 1 one does not (marked MISSED), 2 wrong options.
      """;

  static final String CHAOS =
      """

      Each seed is one node with the real core in a world in which everything goes wrong: EC2 loses answers,\
       kernels refuse, sandboxes vanish, the daemon is killed at any step. A seed draws its instance type, its\
       pods and which faults happen how often; after some minutes the faults stop, and everything has to come\
       to rest. All promises of the design are checked all along (S1 to S8, L1 to L4).

      A seed that breaks one is printed with what it drew, its last events and the command that plays it again.
      """;

  static final String CHAOS_EXAMPLES =
      """

      Examples:
        berth-simulate chaos --seeds 10000
        berth-simulate chaos --seed 4711
        berth-simulate chaos --seeds 100000 --first-seed 20001 --threads 8 --json chaos.json

      The tables go to standard output: how often each fault happened, and in which step of which operation\
       the daemon was killed. Progress goes to standard error every 15 s.

      Exit codes: 0 every promise held, 1 one broke, 2 wrong options, 130 stopped by Ctrl-C (what was there\
       is printed).
      """;

  private HelpText() {}
}

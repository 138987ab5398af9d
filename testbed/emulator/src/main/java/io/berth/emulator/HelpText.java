package io.berth.emulator;

import io.berth.emulator.control.Routes;
import java.util.ArrayList;
import java.util.List;

/// What `berth-emulator --help` says around the options. Percent signs would have to be doubled.
final class HelpText {

  /// Columns; the longest line is an example.
  static final int WIDTH = 112;

  static final String DESCRIPTION =
      """

      A VPC on one machine: the EC2 Query API, the instance metadata service and the network. Each\
       instance is a network namespace, each attached ENI a link in it with the ENI's MAC; between\
       them lies a namespace that drops what a VPC drops. Everything stays in these namespaces and\
       on loopback, and goes when the program ends.
      """;

  private static final String WHAT_LISTENS =
      """

      What listens where:
        EC2 API      127.0.0.1:PORT, on this host and inside every instance's namespace.
                     Set AWS_ENDPOINT_URL_EC2 to it; any credentials do, signatures are not checked.
        metadata     169.254.169.254:80 inside the VPC, version 2 only, for instances' own addresses.
        control API  127.0.0.1:PORT, on this host, JSON:
      """;

  private static final String EXAMPLES =
      """

      Examples:
        two nodes, then a look from inside the first:
          berth-emulator --instances 2 --instance-type m5.large --ec2-port 4566 --control-port 4567
          ip netns exec berth-node-1 curl -s -X PUT http://169.254.169.254/latest/api/token \\
              -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'
        only the APIs, without root, for the tests of a program that speaks EC2:
          berth-emulator --no-network --profile zero --instances 1 --json
        what was called, and how often:
          curl -s '127.0.0.1:4567/calls?summary=true'
        the next two attachments fail after three seconds:
          curl -s 127.0.0.1:4567/faults -d '{"action":"AttachNetworkInterface","times":2,
              "code":"InternalError","status":500,"delayMillis":3000}'
        every twentieth Assign is done, but its answer is lost:
          curl -s 127.0.0.1:4567/faults -d '{"action":"AssignPrivateIpAddresses","effect":"answerLost",
              "perMille":50}'
        EC2 is gone, and the metadata service too, until faults are cleared and it answers again:
          curl -s 127.0.0.1:4567/faults -d '{"action":"*","effect":"callLost","times":0}'
          curl -s -X PUT 127.0.0.1:4567/metadata -d '{"state":"silent"}'
        a bad day:
          curl -s -X PUT 127.0.0.1:4567/latency -d '{"profile":"slow"}'

      Exit codes:
        0  ended as asked: Ctrl-C, SIGTERM, or POST /shutdown
        1  could not start; the message says why
        2  wrong options
      """;

  private HelpText() {}

  static String[] footer() {
    List<String> lines = new ArrayList<>(WHAT_LISTENS.lines().toList());
    Routes.DESCRIBED.forEach(route -> lines.add("    " + route));
    lines.addAll(EXAMPLES.lines().toList());
    return lines.toArray(String[]::new);
  }
}

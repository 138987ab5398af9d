package io.berth.emulator;

import io.berth.emulator.vpc.AllocationPolicy;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Throttling;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcSettings;
import io.berth.ipam.model.Cidr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of the program, and what they mean.
@SuppressWarnings("NullAway.Init") // picocli sets every field; each option has a default
final class StartOptions {

  private static final int MAX_INSTANCES = 100;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--ec2-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Port of the EC2 API on 127.0.0.1, on this host and in each instance's namespace."
              + " 0 lets the system choose (default).")
  private int ec2Port;

  @Option(
      names = "--control-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the control API on 127.0.0.1. 0 lets the system choose (default).")
  private int controlPort;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "realistic",
      description =
          "Latencies: zero, realistic (create 0.3, attach 0.75, modify 0.35, assign 0.5,"
              + " unassign 0.45, describe 0.15 s, metadata 1 to 5 s later) or slow (with long"
              + " tails). Default: ${DEFAULT-VALUE}.")
  private String profile;

  @Option(
      names = "--throttling",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "What the account may ask of EC2: none (no limits) or ec2 (a token bucket per action with"
              + " AWS's defaults; RequestLimitExceeded beyond). Default: ${DEFAULT-VALUE}.")
  private String throttling;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Fixes every random choice: ids, addresses, delays. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      defaultValue = "us-east-1",
      description = "Name of the region; zones add a letter. Default: ${DEFAULT-VALUE}.")
  private String region;

  @Option(
      names = "--allocation",
      paramLabel = "POLICY",
      defaultValue = "random",
      description =
          "Which free address a subnet hands out: random (fragments it, as in EC2) or low-first."
              + " Default: ${DEFAULT-VALUE}.")
  private String allocation;

  @Option(
      names = "--no-network",
      description =
          "No namespaces and no links: only the APIs. Needs no root. Each instance's metadata"
              + " service then has a port of its own on 127.0.0.1.")
  private boolean noNetwork;

  @Option(
      names = "--netns-directory",
      paramLabel = "DIR",
      defaultValue = "/run/netns",
      description =
          "Where the namespaces' names are mounted, so that 'ip netns' finds them. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path netnsDirectory;

  @Option(
      names = "--name",
      paramLabel = "PREFIX",
      defaultValue = "berth",
      description =
          "Namespaces are called PREFIX-vpc, PREFIX-node-1, PREFIX-node-2 and so on. Default:"
              + " ${DEFAULT-VALUE}.")
  private String name;

  @Option(
      names = "--vpc",
      paramLabel = "CIDR",
      defaultValue = "10.0.0.0/16",
      description = "Block of the VPC made at start. Default: ${DEFAULT-VALUE}.")
  private String vpcCidr;

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      defaultValue = "10.0.0.0/20",
      description =
          "Block of a subnet made at start; may be repeated, then each lies in the next zone."
              + " Instances go into the first. Default: ${DEFAULT-VALUE}.")
  private List<String> subnetCidrs = new ArrayList<>();

  @Option(
      names = "--instances",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "How many instances to start, at most 100. Default: ${DEFAULT-VALUE}.")
  private int instances;

  @Option(
      names = "--instance-type",
      paramLabel = "TYPE",
      defaultValue = "m5.large",
      description = "Type of those instances, any of 1,391. Default: ${DEFAULT-VALUE}.")
  private String instanceType;

  @Option(
      names = "--json",
      description = "When ready, print one line of JSON in place of the table.")
  private boolean json;

  boolean wantsJson() {
    return json;
  }

  /// @throws ParameterException when an option's value makes no sense
  /// @throws IOException when the emulator cannot start
  Emulator start() throws IOException {
    EmulatorOptions options = options();
    return noNetwork
        ? Emulator.start(options)
        : Emulator.startWithNetwork(options, netnsDirectory, name);
  }

  private EmulatorOptions options() {
    LatencyProfile latency = LatencyProfile.find(profile);
    if (latency == null) {
      throw wrong("--profile must be zero, realistic or slow, not '" + profile + "'");
    }
    Throttling limits = Throttling.find(throttling);
    if (limits == null) {
      throw wrong("--throttling must be none or ec2, not '" + throttling + "'");
    }
    AllocationPolicy policy =
        switch (allocation) {
          case "random" -> AllocationPolicy.RANDOM;
          case "low-first" -> AllocationPolicy.LOW_FIRST;
          default ->
              throw wrong("--allocation must be random or low-first, not '" + allocation + "'");
        };
    if (instances < 0 || instances > MAX_INSTANCES) {
      throw wrong("--instances must be 0 to " + MAX_INSTANCES + ", not " + instances);
    }
    VpcSettings settings = VpcSettings.DEFAULT.withRegion(region).withSeed(seed).withPolicy(policy);
    return EmulatorOptions.DEFAULT
        .withSettings(settings)
        .withLatency(latency)
        .withThrottling(limits)
        .withPorts(port("--ec2-port", ec2Port), port("--control-port", controlPort));
  }

  private int port(String option, int port) {
    if (port < 0 || port > 65_535) {
      throw wrong(option + " must be 0 to 65535, not " + port);
    }
    return port;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Makes what was asked for.
  ///
  /// @throws IllegalArgumentException naming what was refused
  void setUp(Emulator emulator) {
    Vpc vpc = emulator.createVpc(cidr("--vpc", vpcCidr));
    List<Subnet> subnets = new ArrayList<>();
    for (String text : subnetCidrs) {
      String zone = region + (char) ('a' + subnets.size());
      subnets.add(emulator.createSubnet(vpc.id(), cidr("--subnet", text), zone));
    }
    for (int i = 0; i < instances; i++) {
      emulator.runInstance(instanceType, subnets.getFirst().id());
    }
  }

  private Cidr cidr(String option, String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
    }
  }
}

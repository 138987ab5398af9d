package io.berth.emulator;

import io.berth.emulator.ec2.CallLog;
import io.berth.emulator.ec2.CallRecord;
import io.berth.emulator.ec2.Ec2Service;
import io.berth.emulator.http.HttpListener;
import io.berth.emulator.http.Transport;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.live.NetworkCarrier;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcModel;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// A running emulator. Methods may be called from any thread but the emulator's own, and wait.
public final class Emulator implements AutoCloseable {

  private final Transport transport;
  private final LiveVpc vpc;
  private final CallLog log = new CallLog();
  private final HttpListener ec2;

  private Emulator(EmulatorOptions options, Transport transport, NetworkCarrier carrier)
      throws IOException {
    InstanceTypes types = InstanceTypes.bundled();
    this.transport = transport;
    this.vpc = new LiveVpc(transport.loop(), options.settings(), types, carrier);
    Ec2Service service = new Ec2Service(vpc, options.settings(), types, log);
    this.ec2 =
        HttpListener.open(
            transport, loopback(options.ec2Port()), HttpListener.Manners.OPEN, service);
    setLatency(options.latency());
  }

  /// Starts an emulator that carries no packets; needs no privileges.
  ///
  /// @throws IOException when a port cannot be bound
  public static Emulator start(EmulatorOptions options) throws IOException {
    Transport transport = Transport.open("emulator");
    try {
      return new Emulator(options, transport, NetworkCarrier.NONE);
    } catch (IOException e) {
      transport.close();
      throw e;
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Where the EC2 API listens, for example `http://127.0.0.1:4566`.
  public URI ec2Endpoint() {
    return URI.create("http://127.0.0.1:" + ec2.address().getPort());
  }

  public Vpc createVpc(Cidr cidr) {
    return ((Outcome.VpcCreated) setUp(new Command.CreateVpc(cidr))).vpc();
  }

  /// @param zone the region's name and a letter, for example `us-east-1a`
  public Subnet createSubnet(VpcId in, Cidr cidr, String zone) {
    return ((Outcome.SubnetCreated) setUp(new Command.CreateSubnet(in, cidr, zone))).subnet();
  }

  public SecurityGroup createSecurityGroup(VpcId in, String name) {
    return ((Outcome.GroupCreated) setUp(new Command.CreateSecurityGroup(in, name, name))).group();
  }

  /// Starts an instance with its primary ENI in a subnet, in the VPC's default group.
  public Instance runInstance(String instanceType, SubnetId subnet) {
    Command run = new Command.RunInstance(instanceType, subnet, List.of());
    return ((Outcome.InstanceStarted) setUp(run)).instance();
  }

  public void terminate(InstanceId instance) {
    setUp(new Command.TerminateInstance(instance));
  }

  private Outcome setUp(Command command) {
    Outcome outcome = vpc.submit(command).join();
    if (outcome instanceof Outcome.Failure(var error)) {
      throw new IllegalArgumentException(
          command + " was refused: " + error.code() + ": " + error.message());
    }
    return outcome;
  }

  /// Reads the model on its own thread.
  public <T> T read(Function<VpcModel, T> question) {
    return vpc.query(question).join();
  }

  /// Holds for calls that begin from now on.
  public void setLatency(LatencyProfile profile) {
    adjust(model -> model.setLatency(profile));
  }

  /// The next calls of the fault's action fail, after those of faults injected before.
  public void inject(Fault fault) {
    adjust(model -> model.inject(fault));
  }

  public void clearFaults() {
    adjust(VpcModel::clearFaults);
  }

  private void adjust(Consumer<VpcModel> change) {
    read(model -> {
      change.accept(model);
      return true;
    });
  }

  /// The calls of the EC2 API that were answered, oldest first.
  public List<CallRecord> calls() {
    return log.calls();
  }

  public void clearCalls() {
    log.clear();
  }

  @Override
  public void close() {
    ec2.close();
    vpc.close();
    transport.close();
  }
}

package io.berth.emulator;

import io.berth.emulator.control.ControlService;
import io.berth.emulator.control.Summary;
import io.berth.emulator.control.Testbed;
import io.berth.emulator.ec2.CallLog;
import io.berth.emulator.ec2.CallRecord;
import io.berth.emulator.ec2.Ec2Service;
import io.berth.emulator.http.HttpListener;
import io.berth.emulator.http.HttpService;
import io.berth.emulator.http.Transport;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.LatencyProfile;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.SecurityGroup;
import io.berth.emulator.vpc.ShortageForm;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Throttling;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// A running emulator. Methods may be called from any thread but the emulator's own, and wait.
public final class Emulator implements AutoCloseable {

  private final Transport transport;
  private final LiveVpc vpc;
  private final CallLog log = new CallLog();
  private final HttpListener ec2;
  private final HttpListener control;
  private final Nodes nodes;
  private final CountDownLatch shutDown = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Makes the nodes once the API listens.
  @FunctionalInterface
  private interface NodesMaker {
    Nodes make(Transport transport, LiveVpc vpc, Ec2Service ec2, int ec2Port) throws IOException;
  }

  private Emulator(EmulatorOptions options, Transport transport, NodesMaker maker)
      throws IOException {
    InstanceTypes types = InstanceTypes.bundled();
    this.transport = transport;
    this.vpc = new LiveVpc(transport.loop(), options.settings(), types);
    Ec2Service ec2Service = new Ec2Service(vpc, options.settings(), types, log);
    this.ec2 = listen(options.ec2Port(), ec2Service);
    ControlService controlService = new ControlService(vpc, log, testbed());
    this.control = listen(options.controlPort(), controlService);
    this.nodes = maker.make(transport, vpc, ec2Service, ec2.address().getPort());
    vpc.carryWith(nodes);
    setLatency(options.latency());
    setThrottling(options.throttling());
  }

  /// Starts an emulator that carries no packets; needs no privileges.
  ///
  /// @throws IOException when a port cannot be bound
  public static Emulator start(EmulatorOptions options) throws IOException {
    return start(
        options,
        (transport, vpc, _, port) -> new LoopbackNodes(transport, vpc, "http://127.0.0.1:" + port));
  }

  /// Starts an emulator whose instances are network namespaces with links and packets. Needs root,
  /// or a user namespace with a mount namespace of its own.
  ///
  /// @param directory where the namespaces are mounted, usually `/run/netns`
  /// @param namePrefix namespaces are called this with `-vpc` or `-node-1`, `-node-2` and so on
  /// @throws IOException when a port cannot be bound, the kernel refuses, or a name is taken
  public static Emulator startWithNetwork(
      EmulatorOptions options, Path directory, String namePrefix) throws IOException {
    return start(
        options,
        (transport, vpc, ec2, port) ->
            FabricNodes.open(transport, vpc, ec2, port, directory, namePrefix));
  }

  private static Emulator start(EmulatorOptions options, NodesMaker maker) throws IOException {
    Transport transport = Transport.open("emulator");
    try {
      return new Emulator(options, transport, maker);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  private HttpListener listen(int port, HttpService service) throws IOException {
    return HttpListener.open(
        transport,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        HttpListener.Manners.OPEN,
        service);
  }

  private Testbed testbed() {
    return new Testbed() {
      @Override
      public Map<String, String> endpoints() {
        Map<String, String> endpoints = new TreeMap<>(nodes.endpoints());
        endpoints.put("ec2", ec2Endpoint().toString());
        endpoints.put("control", controlEndpoint().toString());
        return endpoints;
      }

      @Override
      public Map<String, String> reach(InstanceId instance) {
        return nodes.reach(instance);
      }

      @Override
      public void shutDown() {
        shutDown.countDown();
      }
    };
  }

  /// Where the EC2 API listens, for example `http://127.0.0.1:4566`.
  public URI ec2Endpoint() {
    return URI.create("http://127.0.0.1:" + ec2.address().getPort());
  }

  /// Where the control API listens.
  public URI controlEndpoint() {
    return URI.create("http://127.0.0.1:" + control.address().getPort());
  }

  /// How an instance is reached: `imds` and `ec2`, URLs; with a network also `namespace` and
  /// `namespacePath`, and the URLs hold inside that namespace.
  public Map<String, String> reach(InstanceId instance) {
    return nodes.reach(instance);
  }

  /// One line of JSON about everything there is.
  public String summaryJson() {
    return read(model -> Summary.json(model, testbed()));
  }

  /// The same for people.
  public String summaryTable() {
    return read(model -> Summary.table(model, testbed()));
  }

  /// Waits until the control API is asked to end the emulator, or [#close] is called.
  public void awaitShutDown() throws InterruptedException {
    shutDown.await();
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

  /// Does anything that the model can, and waits until the caller may see the outcome.
  public Outcome perform(Command command) {
    return vpc.submit(command).join();
  }

  private Outcome setUp(Command command) {
    Outcome outcome = perform(command);
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

  /// What the account may ask from now on, with all buckets full.
  public void setThrottling(Throttling limits) {
    adjust(model -> model.setThrottling(limits));
  }

  /// How full subnets are reported from now on.
  public void setShortageForm(ShortageForm form) {
    adjust(model -> model.setShortageForm(form));
  }

  /// Lets others take a subnet's addresses until no aligned /28 and only this share is free.
  ///
  /// @param freePercent 0 to 100
  /// @return how many addresses are free
  public int occupy(SubnetId subnet, int freePercent) {
    return ((Outcome.SubnetOccupied) setUp(new Command.OccupySubnet(subnet, freePercent)))
        .freeAddresses();
  }

  /// Ends the occupation of a subnet.
  ///
  /// @return how many addresses are free
  public int vacate(SubnetId subnet) {
    return ((Outcome.SubnetOccupied) setUp(new Command.VacateSubnet(subnet))).freeAddresses();
  }

  /// Calls of the fault's action go wrong, after those of faults injected before.
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
    if (closed.compareAndSet(false, true)) {
      ec2.close();
      control.close();
      vpc.close();
      nodes.close();
      transport.close();
      shutDown.countDown();
    }
  }
}

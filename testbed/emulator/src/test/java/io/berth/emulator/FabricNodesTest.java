package io.berth.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Ipv4Request;
import io.berth.emulator.vpc.Outcome;
import io.berth.emulator.vpc.Subnet;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.Link;
import io.berth.netlink.NetAddress;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs an emulator with its network and looks at it from inside an instance's namespace, with
/// plain sockets. Skipped where this process may not make namespaces.
class FabricNodesTest {

  @TempDir private Path directory;
  private @Nullable Emulator started;
  private Subnet subnet;
  private Instance instance;

  @BeforeEach
  void start() throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    Emulator emulator = Emulator.startWithNetwork(EmulatorOptions.DEFAULT, directory, "t");
    started = emulator;
    subnet =
        emulator.createSubnet(
            emulator.createVpc(Cidr.parse("10.98.0.0/16")).id(),
            Cidr.parse("10.98.0.0/24"),
            "us-east-1a");
    instance = emulator.runInstance("m5.large", subnet.id());
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private Emulator emulator() {
    return Objects.requireNonNull(started);
  }

  private <T extends @Nullable Object> T inInstance(Callable<T> task) throws IOException {
    String path = Objects.requireNonNull(emulator().reach(instance.id()).get("namespacePath"));
    return in(Path.of(path), task);
  }

  private static <T extends @Nullable Object> T in(Path namespace, Callable<T> task)
      throws IOException {
    try (NetworkNamespace opened = NetworkNamespace.open(namespace)) {
      return opened.call(task);
    }
  }

  @Test
  void metadata_fromInside_isTheInstancesOwn() throws IOException {
    String id = inInstance(() -> PlainHttp.metadata("instance-id"));
    assertEquals(instance.id().value(), id);
  }

  @Test
  void metadata_fromAnAddressOfNoInstance_isClosedWithoutAnswer() throws IOException {
    String answer =
        in(
            directory.resolve("t-vpc"),
            () -> {
              try {
                return PlainHttp.send("169.254.169.254", 80, "GET / HTTP/1.1");
              } catch (IOException _) {
                return "";
              }
            });
    assertEquals("", answer);
  }

  @Test
  void ec2_fromInside_isTheSameApi() throws IOException {
    int port = emulator().ec2Endpoint().getPort();
    String answer =
        inInstance(() ->
            PlainHttp.send(
                "127.0.0.1",
                port,
                "GET /?Action=DescribeSubnets HTTP/1.1\r\nAuthorization: AWS4-HMAC-SHA256"
                    + " Credential=AKID/20261125/us-east-1/ec2/aws4_request,"
                    + " SignedHeaders=host, Signature="
                    + "0".repeat(64)));
    assertTrue(answer.contains("<subnetId>" + subnet.id() + "</subnetId>"), answer);
    assertEquals(instance.id().value(), emulator().calls().getFirst().instance());
  }

  @Test
  void attach_makesALinkWithTheMac_andDetachRemovesIt() throws IOException {
    Outcome made =
        emulator()
            .perform(
                new Command.CreateInterface(
                    subnet.id(), "", List.of(), Ipv4Request.count(2), Map.of(), ""));
    var eni = assertInstanceOf(Outcome.InterfaceCreated.class, made).created();
    assertEquals(Map.of("eth0", primaryMac()), links());
    Outcome begun = emulator().perform(new Command.AttachInterface(eni.id(), instance.id(), 1, 0));
    assertEquals(Map.of("eth0", primaryMac(), "eth1", eni.mac().toString()), links());
    emulator()
        .perform(
            new Command.DetachInterface(
                assertInstanceOf(Outcome.AttachBegun.class, begun).attachment()));
    assertEquals(Map.of("eth0", primaryMac()), links());
  }

  private String primaryMac() {
    return emulator()
        .read(model -> model.view().interfacesOf(instance.id()).getFirst().mac().toString());
  }

  /// The veth links of the instance, their MAC addresses by name.
  private Map<String, String> links() throws IOException {
    try (NetlinkSocket netlink = inInstance(NetlinkSocket::open)) {
      return netlink.linksOfKind("veth").orThrow().stream()
          .collect(Collectors.toMap(Link::name, link -> String.valueOf(link.mac())));
    }
  }

  @Test
  void world_madeAndTakenDownThroughTheApi_isMadeAndTakenDownInTheKernel() throws IOException {
    Command run =
        new Command.RunInstances(
            "",
            new Command.RunInstance("m5.large", subnet.id(), List.of()),
            2,
            2,
            Map.of(),
            Map.of());
    List<Instance> launched =
        assertInstanceOf(Outcome.Launched.class, emulator().perform(run)).instances();
    assertEquals(Set.of("t-vpc", "t-node-1", "t-node-2", "t-node-3"), namespaces());

    List<InstanceId> all =
        Stream.concat(Stream.of(instance), launched.stream()).map(Instance::id).toList();
    assertInstanceOf(
        Outcome.Terminated.class, emulator().perform(new Command.TerminateInstances(all)));
    assertEquals(Set.of("t-vpc"), namespaces());

    IpAddress router = subnet.cidr().address(1);
    assertTrue(addressesOfTheVpc().contains(router.toString()));
    Command delete =
        new Command.Administer(
            Action.DELETE_SUBNET, new Command.DeleteSubnet(subnet.id()), Map.of());
    assertEquals(new Outcome.Done(), emulator().perform(delete));
    assertFalse(addressesOfTheVpc().contains(router.toString()));
  }

  private Set<String> namespaces() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /// What the VPC's router calls its own.
  private Set<String> addressesOfTheVpc() throws IOException {
    try (NetlinkSocket netlink = in(directory.resolve("t-vpc"), NetlinkSocket::open)) {
      return netlink.addresses(NetAddress.Family.IPV4).orThrow().stream()
          .map(link -> link.address().address().toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void start_withNamesThatAreTaken_failsAndLeavesThemAlone() throws IOException {
    IOException e =
        assertThrows(
            IOException.class,
            () -> Emulator.startWithNetwork(EmulatorOptions.DEFAULT, directory, "t").close());
    assertTrue(String.valueOf(e.getMessage()).contains("exists already"), e.getMessage());
    assertEquals(Map.of("eth0", primaryMac()), links());
  }

  @Test
  void close_removesEveryNamespace() throws IOException {
    emulator().close();
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }
}

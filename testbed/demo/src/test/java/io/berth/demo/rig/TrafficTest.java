package io.berth.demo.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.netlink.InterfaceAddress;
import io.berth.netlink.LinkAttributes;
import io.berth.netlink.LinkReference;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetlinkSocket;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Privileges;
import io.berth.netlink.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the probes really work inside the namespaces they name: two namespaces joined by a veth,
/// nothing else.
class TrafficTest {

  private static final String LEFT = "10.77.0.1";
  private static final String RIGHT = "10.77.0.2";
  private static final String STRANGER = "10.78.0.9";
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration LATE = Duration.ofSeconds(5);

  @TempDir private Path folder = Path.of("");
  private Path left = Path.of("");
  private Path right = Path.of("");

  @BeforeEach
  void join() throws IOException {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
    left = folder.resolve("left");
    right = folder.resolve("right");
    Namespaces.create(left);
    Namespaces.create(right);
    LinkAttributes eth0 = LinkAttributes.none().withName(Pod.INTERFACE);
    try (NetworkNamespace far = NetworkNamespace.open(right);
        NetworkNamespace near = NetworkNamespace.open(left);
        NetlinkSocket netlink = near.openNetlink()) {
      Kernel.require(netlink.execute(new Request.CreateVeth(eth0, eth0, far.descriptor())));
      setUp(netlink, LEFT);
      try (NetlinkSocket other = far.openNetlink()) {
        setUp(other, RIGHT);
      }
    }
  }

  private static void setUp(NetlinkSocket netlink, String address) throws IOException {
    LinkReference link = LinkReference.of(Pod.INTERFACE);
    int index = netlink.link(link).orThrow().index();
    Kernel.require(
        netlink.execute(new Request.ChangeLink(link, LinkAttributes.none().withUp(true))));
    Kernel.require(
        netlink.execute(
            new Request.AddAddress(
                InterfaceAddress.of(index, NetPrefix.parse(address + "/24")),
                Request.Mode.CREATE)));
  }

  @AfterEach
  void remove() throws IOException {
    Namespaces.delete(left);
    Namespaces.delete(right);
  }

  @Test
  void ask_otherNamespace_seenUnderOwnAddress() throws IOException {
    try (EchoServers servers = EchoServers.start()) {
      servers.listen(right, RIGHT);
      assertEquals(LEFT, Traffic.ask(left, RIGHT));
    }
  }

  @Test
  void ping_presentAndAbsent_toldApart() throws IOException {
    assertTrue(Traffic.ping(left, RIGHT));
    assertFalse(Traffic.ping(left, "10.77.0.99"));
  }

  @Test
  void receiver_sourceWithoutRoute_arrivesWhereNobodyDrops() throws IOException {
    Kernel.addAddress(left, STRANGER);
    assertEquals(List.of(LEFT, STRANGER), Kernel.podAddresses(left));
    try (var in = Traffic.Receiver.open(right, RIGHT)) {
      Traffic.send(left, STRANGER, RIGHT, in.port(), "hello");
      assertEquals("hello", in.next(LATE));
      assertNull(in.next(SOON));
    }
    Kernel.removeAddress(left, STRANGER);
    assertEquals(List.of(LEFT), Kernel.podAddresses(left));
  }

  @Test
  void observe_serverGone_toldAsBroken() throws Exception {
    EchoServers servers = EchoServers.start();
    servers.listen(right, RIGHT);
    try (Conversation conversation = Conversation.open(left, RIGHT)) {
      assertTrue(
          Await.until(LATE, SOON, () -> conversation.observe().exchanges() > 0),
          "no byte came back");
      assertNull(conversation.observe().broken());
      servers.close();
      assertTrue(
          Await.until(LATE, SOON, () -> conversation.observe().broken() != null), "nobody noticed");
    }
  }

  @Test
  void start_insideNamespace_processSeesItsLinks() throws Exception {
    Path log = folder.resolve("log");
    Child child =
        Namespaces.call(
            left,
            () ->
                Child.start(
                    "cat",
                    List.of("cat", "/proc/self/net/dev"),
                    Child.plainEnvironment(),
                    log,
                    log));
    assertTrue(Await.until(LATE, SOON, () -> !child.isAlive()), "cat did not end");
    String seen = String.join("\n", child.tail());
    assertTrue(seen.contains(Pod.INTERFACE), seen);
  }
}

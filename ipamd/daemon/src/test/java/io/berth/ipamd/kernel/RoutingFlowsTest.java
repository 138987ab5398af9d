package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.link.PolicyRouting.SourceNat;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.port.KernelOutcome;
import io.berth.netlink.NetPrefix;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.NftablesSocket;
import io.berth.netlink.Request;
import io.berth.netlink.Request.Mode;
import io.berth.netlink.Route;
import io.berth.netlink.Scope;
import io.berth.netlink.nftables.Expression;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Aim: packets of pods arrive, by the right ENI and with the right source, in both layouts.
/// Method: two nodes with three ENIs each in a small VPC of namespaces that drops what a VPC drops;
/// connections between all kinds of ends. Rules of others, such as kube-proxy's, are made with
/// `nft` (Debian's package `nftables`).
@ParameterizedClass
@EnumSource(Layout.class)
class RoutingFlowsTest {

  private static final Path NFT = Path.of("/usr/sbin/nft");
  private static final int PORT = 8080;
  private static final int NODE_PORT = 30080;

  private final PolicyRouting policy;
  private final List<AutoCloseable> servers = new ArrayList<>();
  private SmallVpc vpc;
  private RoutedNode one;
  private RoutedNode two;

  RoutingFlowsTest(Layout layout) {
    policy =
        PolicyRouting.DEFAULT
            .withLayout(layout)
            .withNotTranslated(List.of(Cidr.parse("10.99.0.0/16")));
  }

  @BeforeEach
  void makeVpc() throws IOException {
    vpc = SmallVpc.create();
    one = new RoutedNode(vpc, 0, policy);
    two = new RoutedNode(vpc, 100, policy);
  }

  @AfterEach
  void endVpc() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
    for (RoutedNode node : new RoutedNode[] {one, two}) {
      if (node != null) {
        node.close();
      }
    }
    if (vpc != null) {
      vpc.close();
    }
  }

  @Test
  void podToPod_sameNodeAndOther_anyPairOfEnis_keepsItsSource() throws IOException {
    List<RoutedNode.Pod> all = new ArrayList<>(one.pods());
    all.addAll(two.pods());
    for (RoutedNode.Pod pod : all) {
      serve(pod.namespace());
    }
    for (RoutedNode.Pod from : all) {
      for (RoutedNode.Pod to : all) {
        assertEquals(
            from.address(),
            Talk.seenAs(from.namespace(), to.address(), PORT),
            () -> from.address() + " to " + to.address());
      }
    }
  }

  @Test
  void podAndNode_bothWays_sameNodeAndOther() throws IOException {
    serve(one.namespace());
    serve(two.namespace());
    for (RoutedNode.Pod pod : one.pods()) {
      serve(pod.namespace());
    }
    for (RoutedNode.Pod pod : one.pods()) {
      for (int eni = 0; eni < 3; eni++) {
        assertEquals(pod.address(), Talk.seenAs(pod.namespace(), one.primary(eni), PORT));
        assertEquals(pod.address(), Talk.seenAs(pod.namespace(), two.primary(eni), PORT));
      }
      assertEquals(one.primary(0), Talk.seenAs(one.namespace(), pod.address(), PORT));
      assertEquals(two.primary(0), Talk.seenAs(two.namespace(), pod.address(), PORT));
    }
  }

  @Test
  void podToInternet_anyEni_hasTheNodesAddress() throws IOException {
    serve(vpc.internet());
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(
          one.primary(0), Talk.seenAs(pod.namespace(), SmallVpc.INTERNET, PORT), pod::address);
    }
  }

  @Test
  void podToInternet_translatedElsewhere_keepsItsSource() throws IOException {
    one.restart(policy.withSourceNat(SourceNat.OFF));
    serve(vpc.internet());
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(
          pod.address(), Talk.seenAs(pod.namespace(), SmallVpc.INTERNET, PORT), pod::address);
    }
  }

  @Test
  void podToExcludedBlock_keepsItsSource() throws IOException {
    serve(vpc.internet());
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(pod.address(), Talk.seenAs(pod.namespace(), SmallVpc.PEER, PORT), pod::address);
    }
  }

  @Test
  void podToResolver_hostRouteOfADhcpClientInMain_arrives() throws IOException {
    KernelWorld.perform(
        one.netlink(),
        new Request.AddRoute(
            Route.to(NetPrefix.parse(SmallVpc.RESOLVER))
                .withLink(SmallVpc.index(one.netlink(), "eth0"))
                .withScope(Scope.LINK)
                .withProtocol(Route.PROTOCOL_DHCP),
            Mode.CREATE));
    serve(vpc.router());
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(pod.address(), Talk.seenAs(pod.namespace(), SmallVpc.RESOLVER, PORT));
    }
  }

  @Test
  void nodePort_onThePrimaryEni_reachesPodsOnAnyEni() throws Exception {
    for (RoutedNode.Pod pod : one.pods()) {
      serve(pod.namespace());
      translate(one.primary(0), pod.address());
      assertEquals(SmallVpc.INTERNET, nodePort(vpc.internet(), SmallVpc.INTERNET, one.primary(0)));
      assertEquals(two.primary(0), Talk.seenAs(two.namespace(), one.primary(0), NODE_PORT));
    }
  }

  /// What the incumbent's layout loses.
  @Test
  void nodePort_onAnyOtherEni_constantLayout_reachesPodsOnAnyEni() throws Exception {
    assumeTrue(
        policy.layout() == Layout.CONSTANT,
        "in the layout with rules for each pod only the primary ENI takes NodePort connections");
    for (int eni = 1; eni < 3; eni++) {
      for (RoutedNode.Pod pod : one.pods()) {
        if (servers.size() < one.pods().size()) {
          serve(pod.namespace());
        }
        translate(one.primary(eni), pod.address());
        String words = "NodePort on " + one.primary(eni) + " to " + pod.address();
        assertEquals(
            two.primary(0), Talk.seenAs(two.namespace(), one.primary(eni), NODE_PORT), words);
      }
    }
  }

  @Test
  void spoofedSource_isDropped() throws IOException {
    serve(one.namespace());
    RoutedNode.Pod honest = one.pod(0);
    for (RoutedNode.Pod pod : one.pods()) {
      for (String stolen : List.of(two.pod(1).address(), one.primary(1), one.unused(0))) {
        SmallVpc.address(pod.netlink(), "lo", stolen);
        try (DatagramSocket thief = Talk.datagrams(pod.namespace(), stolen);
            DatagramSocket own = Talk.datagrams(pod.namespace(), pod.address());
            Seen seen = new Seen(one.namespace())) {
          Talk.send(thief, one.primary(0), seen.port(), "stolen");
          Talk.send(own, one.primary(0), seen.port(), "own");
          assertEquals("own", seen.next(), () -> honest.address() + " as " + stolen);
        }
      }
    }
  }

  /// Without the drop it goes to and fro between router and node until its TTL ends.
  @Test
  void packetToAnUnusedAddress_constantLayout_isDroppedAtOnce() throws Exception {
    assumeTrue(
        policy.layout() == Layout.CONSTANT,
        "in the layout with rules for each pod such packets go to and fro");
    serve(vpc.router());
    RoutedNode.Pod pod = one.pod(1);
    try (DatagramSocket socket = Talk.datagrams(pod.namespace(), pod.address())) {
      Talk.send(socket, one.unused(1), PORT, "nobody");
      // What is answered was sent behind it by the same ENI.
      for (int i = 0; i < 100; i++) {
        Talk.send(socket, SmallVpc.RESOLVER, PORT, "router");
        assertEquals("router", Talk.receive(socket));
      }
    }
    assertEquals(1, dropped(one));
  }

  @Test
  void connectionThatTheNodeRefuses_isRefusedAtOnce() throws Exception {
    nft(
        one.namespace(),
        "table ip others { chain refuse { type filter hook forward priority filter;"
            + " tcp dport "
            + PORT
            + " reject with tcp reset; }; }");
    for (RoutedNode.Pod pod : one.pods()) {
      IOException thrown =
          assertThrows(
              IOException.class,
              () -> Talk.seenAs(two.namespace(), pod.address(), PORT),
              pod::address);
      assertTrue(
          thrown instanceof ConnectException
              && String.valueOf(thrown.getMessage()).contains("refused"),
          () -> pod.address() + ": " + thrown);
    }
  }

  @Test
  void check_afterAttach_findsNoDifference() {
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(
          new KernelOutcome.Done(),
          PodLinks.ask(replyTo -> one.kernel().checkPod(one.link(pod), one.sandbox(pod), replyTo)));
    }
  }

  private void serve(NetworkNamespace namespace) throws IOException {
    servers.add(new Talk.Server(namespace, PORT));
  }

  /// As kube-proxy does for a NodePort with local traffic policy.
  private void translate(String from, String toPod) throws Exception {
    nft(
        one.namespace(),
        "table ip others; delete table ip others; table ip others {"
            + " chain pre { type nat hook prerouting priority dstnat; ip daddr %s tcp dport %d dnat to %s:%d; }; }"
                .formatted(from, NODE_PORT, toPod, PORT));
  }

  private static String nodePort(NetworkNamespace client, String source, String address)
      throws IOException {
    return client.call(() -> {
      try (java.net.Socket socket = new java.net.Socket()) {
        socket.bind(new java.net.InetSocketAddress(source, 0));
        socket.connect(new java.net.InetSocketAddress(address, NODE_PORT), 3_000);
        socket.setSoTimeout(3_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      }
    });
  }

  private static void nft(NetworkNamespace namespace, String rules) throws Exception {
    assumeTrue(Files.isExecutable(NFT), NFT + " is not there: install Debian's package nftables");
    String output =
        namespace.call(() -> {
          Process process =
              new ProcessBuilder(NFT.toString(), rules).redirectErrorStream(true).start();
          return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        });
    assertEquals("", output);
  }

  private static long dropped(RoutedNode node) throws Exception {
    try (NftablesSocket nftables = node.namespace().call(NftablesSocket::open)) {
      return nftables.read(PolicyTable.NAME).orThrow().orElseThrow().chains().stream()
          .flatMap(chain -> chain.rules().stream())
          .flatMap(rule -> rule.expressions().stream())
          .mapToLong(each -> each instanceof Expression.Count count ? count.packets() : 0)
          .sum();
    }
  }

  /// What arrives at a port of its own.
  private static final class Seen implements AutoCloseable {
    private final DatagramSocket socket;

    Seen(NetworkNamespace namespace) throws IOException {
      socket =
          namespace.call(() -> {
            DatagramSocket opened = new DatagramSocket(0);
            opened.setSoTimeout(3_000);
            return opened;
          });
    }

    int port() {
      return socket.getLocalPort();
    }

    String next() throws IOException {
      return Talk.receive(socket);
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}

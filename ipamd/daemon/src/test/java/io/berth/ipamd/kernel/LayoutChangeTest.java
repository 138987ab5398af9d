package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.PolicyRouting;
import io.berth.ipam.link.PolicyRouting.Layout;
import io.berth.ipam.port.KernelOutcome;
import io.berth.netlink.NetAddress.Family;
import io.berth.netlink.NetworkNamespace;
import io.berth.netlink.Route;
import java.io.IOException;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aim: a node that changes its layout at a restart keeps all pods working and leaves nothing of
/// the former layout. Method: two nodes in a small VPC; the adapter of one is ended and started
/// with the other layout, to and fro, while pods on it exchange datagrams with all kinds of ends.
class LayoutChangeTest {

  private static final int PORT = 8080;
  private static final int CHANGES = 10;

  private final List<AutoCloseable> servers = new ArrayList<>();
  private SmallVpc vpc;
  private RoutedNode one;
  private RoutedNode two;

  @BeforeEach
  void makeVpc() throws IOException {
    vpc = SmallVpc.create();
    one = new RoutedNode(vpc, 0, policy(Layout.PER_POD));
    two = new RoutedNode(vpc, 100, policy(Layout.CONSTANT));
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
  void changes_underTraffic_loseNothingAndLeaveNothing() throws Exception {
    serve(vpc.internet());
    serve(one.namespace());
    List<Flow> flows = new ArrayList<>();
    for (RoutedNode.Pod pod : one.pods()) {
      serve(pod.namespace());
      flows.add(new Flow(pod.namespace(), pod.address(), SmallVpc.INTERNET));
      flows.add(new Flow(pod.namespace(), pod.address(), one.primary(0)));
      flows.add(new Flow(two.pod(1).namespace(), two.pod(1).address(), pod.address()));
      flows.add(new Flow(two.namespace(), two.primary(0), pod.address()));
    }
    try {
      for (int i = 0; i < CHANGES; i++) {
        Layout next = i % 2 == 0 ? Layout.CONSTANT : Layout.PER_POD;
        long before = answered(flows);
        one.restart(policy(next));
        assertIs(next);
        connectAnew();
        assertTrue(answered(flows) > before, "no flow made progress");
      }
    } finally {
      flows.forEach(Flow::stop);
    }
    for (Flow flow : flows) {
      flow.join();
      assertEquals("", flow.problem, flow.words);
    }
  }

  @Test
  void podRemovedAfterAChange_leavesNothing() throws Exception {
    one.restart(policy(Layout.CONSTANT));
    RoutedNode.Pod pod = one.pod(1);
    assertEquals(
        new KernelOutcome.Done(),
        PodLinks.ask(replyTo -> one.kernel().detachPods(List.of(one.link(pod)), replyTo)));
    for (int table : List.of(Route.MAIN_TABLE, Marks.POD_TABLE)) {
      assertTrue(
          routes(table).stream().noneMatch(route -> route.startsWith(pod.address() + "/32")),
          () -> "a route of " + pod.address());
    }
  }

  @Test
  void read_inEitherLayout_findsEveryPodOnce() throws Exception {
    for (Layout layout : List.of(Layout.CONSTANT, Layout.PER_POD)) {
      one.restart(policy(layout));
      KernelOutcome.State state = (KernelOutcome.State) PodLinks.ask(one.kernel()::read);
      assertEquals(
          one.pods().stream().map(RoutedNode.Pod::address).sorted().toList(),
          state.links().stream().map(link -> String.valueOf(link.address())).sorted().toList());
    }
  }

  private void assertIs(Layout layout) throws IOException {
    int pods = one.pods().size();
    boolean constant = layout == Layout.CONSTANT;
    assertEquals(constant ? pods : 0, routes(Marks.POD_TABLE).size());
    assertEquals(
        constant ? 0 : pods,
        routes(Route.MAIN_TABLE).stream().filter(route -> route.endsWith("/32 139")).count());
    List<Integer> priorities = new ArrayList<>();
    one.netlink().rules(Family.IPV4).orThrow().stream()
        .filter(rule -> rule.protocol() == Marks.PROTOCOL)
        .forEach(rule -> priorities.add(rule.priority()));
    assertEquals(
        constant
            ? List.of(512, 1024, 1536, 1536, 32765, 32765)
            : List.of(512, 512, 512, 512, 1024, 1536, 1536, 1536, 32765, 32765),
        priorities);
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(
          new KernelOutcome.Done(),
          PodLinks.ask(replyTo -> one.kernel().checkPod(one.link(pod), one.sandbox(pod), replyTo)));
    }
  }

  private List<String> routes(int table) throws IOException {
    return one.netlink().routes(Family.IPV4, table).orThrow().stream()
        .map(route -> route.destination() + " " + route.protocol())
        .toList();
  }

  private void connectAnew() throws IOException {
    for (RoutedNode.Pod pod : one.pods()) {
      assertEquals(one.primary(0), Talk.seenAs(pod.namespace(), SmallVpc.INTERNET, PORT));
      assertEquals(two.pod(2).address(), Talk.seenAs(two.pod(2).namespace(), pod.address(), PORT));
    }
  }

  private void serve(NetworkNamespace namespace) throws IOException {
    servers.add(new Talk.Server(namespace, PORT));
  }

  private static long answered(List<Flow> flows) {
    return flows.stream().mapToLong(flow -> flow.answered.get()).sum();
  }

  private static PolicyRouting policy(Layout layout) {
    return PolicyRouting.DEFAULT.withLayout(layout);
  }

  /// Datagrams and their answers, one at a time; the first that is lost ends it.
  private static final class Flow {
    private final String words;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final DatagramSocket socket;
    private final String server;
    private final Thread thread;
    private volatile String problem = "";

    Flow(NetworkNamespace client, String source, String server) throws IOException {
      this.words = source + " to " + server;
      this.server = server;
      this.socket = Talk.datagrams(client, source);
      this.thread = Thread.ofPlatform().daemon().start(this::run);
    }

    private void run() {
      while (!stopped.get() && problem.isEmpty()) {
        String sent = Long.toString(answered.get());
        try {
          Talk.send(socket, server, PORT, sent);
          String received = Talk.receive(socket);
          if (received.equals(sent)) {
            answered.incrementAndGet();
          } else {
            problem = "sent " + sent + ", received " + received;
          }
        } catch (IOException | java.io.UncheckedIOException e) {
          problem = "after " + sent + " answers: " + e;
        }
      }
      socket.close();
    }

    void stop() {
      stopped.set(true);
    }

    void join() throws InterruptedException {
      thread.join();
    }
  }
}

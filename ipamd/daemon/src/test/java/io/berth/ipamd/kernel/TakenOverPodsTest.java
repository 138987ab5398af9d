package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.lease.Demands;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.PodName;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.pool.SlotState;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.reconcile.Recovery;
import io.berth.ipamd.incumbent.AdoptedOperations;
import io.berth.ipamd.incumbent.Adoption;
import io.berth.ipamd.incumbent.Takeover;
import io.berth.netlink.LinkReference;
import io.berth.netlink.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: pods that the incumbent made live on under Berth, are checked as its own, and leave nothing
/// when they end. Method: links, routes and rules on a real kernel as the incumbent makes them, its
/// file written by hand, then the start's own steps and the lease service on the same kernel.
class TakenOverPodsTest {

  private static final String ADDRESS_A = "10.0.1.11";
  private static final String ADDRESS_B = "10.0.1.12";
  private static final PodName POD_A = new PodName("default", "a");
  private static final PodName POD_B = new PodName("default", "b");

  private static final Eni ENI =
      new Eni(
          new EniId("eni-1"),
          new AttachmentId("eni-attach-1"),
          MacAddress.parse("02:00:00:00:00:01"),
          1,
          0,
          new SubnetId("subnet-1"),
          Cidr.parse("10.0.1.0/24"),
          IpAddress.parse("10.0.1.10"),
          List.of(IpAddress.parse(ADDRESS_A), IpAddress.parse(ADDRESS_B)),
          List.of(),
          true);

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long bootMillis() {
          return 1_000;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  private static final Demands NO_DEMANDS =
      new Demands() {
        @Override
        public boolean anyWaiting() {
          return false;
        }

        @Override
        public void demand(long id, long deadlineBootMillis, Consumer<Grant> replyTo) {
          throw new AssertionError("nobody asks for an address");
        }

        @Override
        public void withdraw(long id) {
          throw new AssertionError("nothing waits");
        }

        @Override
        public void claimed() {}

        @Override
        public void released() {}
      };

  @TempDir private Path folder = Path.of("");
  private KernelWorld world;
  private final ExecutorService owner = Executors.newSingleThreadExecutor();
  private final List<JournalEvent> journaled = new CopyOnWriteArrayList<>();
  private final AddressPool pool = new AddressPool();
  private final Journal journal =
      (event, replyTo) -> {
        journaled.add(event);
        replyTo.accept(null);
      };

  @BeforeEach
  void makeWorld() {
    world = KernelWorld.create(KernelWorld.Way.DESCRIPTORS);
  }

  @AfterEach
  void endWorld() {
    owner.shutdown();
    if (world != null) {
      world.close();
    }
  }

  private Path fileOfPodA() throws IOException {
    return Files.writeString(
        folder.resolve("ipam.json"),
        "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":[{\"networkName\":\"aws-cni\","
            + "\"containerID\":\"4fa1\",\"ifName\":\"eth0\",\"ipv4\":\""
            + ADDRESS_A
            + "\",\"allocationTimestamp\":1764075600123000000,\"metadata\":{"
            + "\"k8sPodNamespace\":\"default\",\"k8sPodName\":\"a\",\"interfacesCount\":1}}]}\n");
  }

  private List<PodLinkSeen> seen() {
    return PodLinks.ask(world.kernel()::read) instanceof KernelOutcome.State(var links)
        ? links
        : List.of();
  }

  private Recovery start(Path file, JournalState state, Journal writeTo) {
    List<PodLinkSeen> seen = seen();
    NetlinkKernel kernel = world.netlinkKernel();
    Takeover takeover = Takeover.read(file, state, seen);
    Adoption adoption = takeover.decide(state, kernel, PodLinks.MTU);
    Takeover.perform(adoption, writeTo, kernel);
    List<JournalEvent> events = new ArrayList<>(List.of(new JournalEvent.EniKnown(ENI)));
    events.addAll(adoption.with(state).toEvents());
    return Recovery.plan(
        JournalReplay.replay(events), adoption.seen(), 30_000, PodLinks.MTU, CLOCK.bootMillis(), 0);
  }

  private AdoptedOperations serve(Recovery recovery) {
    pool.add(ENI.id(), ENI.portions(), new InitialState.Free());
    LeaseService service =
        new LeaseService(
            pool,
            journal,
            world.kernel(),
            CLOCK,
            NO_DEMANDS,
            owner,
            new LeaseSettings(30_000, 20_000, 2),
            eni -> ENI.routeTable());
    for (Lease lease : recovery.leases()) {
      service.restore(lease, pool.claimExact(lease.address()), PodLinks.MTU);
    }
    recovery.coolUntil().forEach(pool::cool);
    return new AdoptedOperations(service, recovery.leases(), recovery.unplaced());
  }

  private @Nullable LeaseFailure ask(Consumer<Consumer<@Nullable LeaseFailure>> operation) {
    CompletableFuture<@Nullable LeaseFailure> answer = new CompletableFuture<>();
    owner.execute(() -> operation.accept(answer::complete));
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static LeaseKey asTheRuntimeSays() {
    return new LeaseKey("berth", "4fa1", "eth0");
  }

  @Test
  void takenOverPod_passesCheckAndLeavesNothingAtItsDel() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    AdoptedOperations operations = serve(start(fileOfPodA(), JournalState.EMPTY, journal));
    world.applyPrimaryEni();

    assertNull(ask(reply -> operations.check(asTheRuntimeSays(), world.sandbox("a"), reply)));
    assertNotEquals(List.of(), IncumbentPods.left(world, POD_A, ADDRESS_A));
    assertNull(ask(reply -> operations.delete(asTheRuntimeSays(), reply)));

    assertEquals(List.of(), IncumbentPods.left(world, POD_A, ADDRESS_A));
    JournalState after = JournalReplay.replay(journaled);
    assertTrue(after.leases().isEmpty());
    assertEquals(31_000L, after.coolingUntilBootMillis().get(IpAddress.parse(ADDRESS_A)));
  }

  @Test
  void takenOverPod_whoseAddressIsGone_failsItsCheckWithTheReason() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    AdoptedOperations operations = serve(start(fileOfPodA(), JournalState.EMPTY, journal));
    world.endSandbox("a");

    LeaseFailure failure =
        ask(reply -> operations.check(asTheRuntimeSays(), world.sandbox("a"), reply));
    assertTrue(
        failure != null && failure.sentence().contains("interface eth0 is missing"),
        () -> String.valueOf(failure));
  }

  @Test
  void takenOverPod_atTheNextStart_isALeaseWithoutTheFile() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    Recovery first = start(fileOfPodA(), JournalState.EMPTY, journal);
    JournalState state = JournalReplay.replay(journaled);
    Recovery second = start(folder.resolve("gone"), state, journal);
    assertEquals(first.leases(), second.leases());
    assertEquals("_aws-cni/4fa1/eth0", second.leases().getFirst().key().toString());
    assertTrue(second.orphans().isEmpty() && second.strays().isEmpty());
  }

  @Test
  void podThatCouldNotBeWritten_isNotMarkedYetItsDelLeavesNothing() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    Recovery recovery =
        start(
            fileOfPodA(), JournalState.EMPTY, (event, replyTo) -> replyTo.accept("no space left"));
    assertEquals("", seen().getFirst().alias());
    AdoptedOperations operations = serve(recovery);
    assertNull(ask(reply -> operations.delete(asTheRuntimeSays(), reply)));
    assertEquals(List.of(), IncumbentPods.left(world, POD_A, ADDRESS_A));
  }

  @Test
  void podThatTheFileDoesNotExplain_keepsEverythingAndItsAddressIsNotUsed() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    IncumbentPods.make(world, "b", POD_B, ADDRESS_B, 2);
    List<String> before = IncumbentPods.left(world, POD_B, ADDRESS_B);
    Recovery recovery = start(fileOfPodA(), JournalState.EMPTY, journal);
    assertTrue(recovery.orphans().isEmpty() && recovery.strays().isEmpty());
    AdoptedOperations operations = serve(recovery);
    assertNull(ask(reply -> operations.delete(asTheRuntimeSays(), reply)));

    assertEquals(before, IncumbentPods.left(world, POD_B, ADDRESS_B));
    pool.ripen(1_000 + 3_600_000);
    assertEquals(SlotState.COOLING, state(ADDRESS_B));
    assertEquals(SlotState.FREE, state(ADDRESS_A));
  }

  @Test
  void podWhoseLinkIsGone_losesItsRulesAtTheStart_C3() throws IOException {
    IncumbentPods.make(world, "a", POD_A, ADDRESS_A, 1);
    KernelWorld.perform(
        world.netlink(), new Request.DeleteLink(LinkReference.of(IncumbentPods.hostLink(POD_A))));
    assertEquals(2, IncumbentPods.left(world, POD_A, ADDRESS_A).size(), "its two rules");

    Recovery recovery = start(fileOfPodA(), JournalState.EMPTY, journal);

    assertTrue(recovery.leases().isEmpty());
    assertEquals(List.of(), IncumbentPods.left(world, POD_A, ADDRESS_A));
  }

  private @Nullable SlotState state(String address) {
    SlotState[] found = new SlotState[1];
    pool.forEach(slot -> {
      if (slot.address().toString().equals(address)) {
        found[0] = slot.state();
      }
    });
    return found[0];
  }
}

package io.berth.ipam.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The sampled cases of the incumbent's datastore that are about ADD and DEL, by their numbers. The
/// pool's are in `io.berth.ipam.pool.StoreCasesTest`.
class StoreCasesTest {

  private static final EniId ENI = new EniId("eni-1");
  private static final long ONE_SECOND_MILLIS = 1_000;

  private final HeldPorts ports = new HeldPorts();
  private final AddressPool pool = new AddressPool();
  private final List<AddReply> added = new ArrayList<>();
  private final List<@Nullable LeaseFailure> deleted = new ArrayList<>();
  private final LeaseService service =
      new LeaseService(
          pool,
          ports,
          ports,
          ports,
          ports,
          Runnable::run,
          new LeaseSettings(ONE_SECOND_MILLIS, 20_000, 2),
          eni -> 254);

  private void addresses(int count) {
    pool.addAddresses(
        ENI,
        IntStream.rangeClosed(1, count).mapToObj(i -> IpAddress.parse("10.0.0." + i)).toList(),
        new InitialState.Free());
  }

  private void add(String pod) {
    service.add(
        new AddRequest(
            new LeaseKey("net", pod, "eth0"),
            new PodName("default", pod),
            Sandbox.ofPath("/netns/" + pod),
            "eni",
            9001),
        added::add);
  }

  private IpAddress lease(String pod) {
    add(pod);
    ports.journalSays(null);
    ports.attachEnds(HeldPorts.ATTACHED);
    return assertInstanceOf(AddReply.Added.class, added.removeLast()).lease().address();
  }

  private void delete(String pod) {
    service.delete(new LeaseKey("net", pod, "eth0"), deleted::add);
  }

  private void deleteWhole(String pod) {
    delete(pod);
    ports.journalSays(null);
    ports.detachEnds(new KernelOutcome.Done());
  }

  private String counts() {
    PoolView view = pool.view();
    return view.total() + " in all, " + view.leased() + " leased, " + view.cooling() + " cooling";
  }

  /// The incumbent fails at once; here the pod waits, and fails with the reason when nothing comes.
  @Test
  void d1_emptyStore_addWaits_andHearsWhyNothingCame() {
    add("k1");
    assertEquals(List.of(), added);
    ports
        .demands
        .remove()
        .replyTo()
        .accept(new Grant.Refused(new LeaseFailure.Exhausted("all is leased")));
    String why = assertInstanceOf(AddReply.Refused.class, added.getFirst()).failure().sentence();
    assertTrue(why.contains("all is leased"), why);
  }

  /// The incumbent answers the same address; the CNI specification demands an error. Nothing
  /// changes either way.
  @Test
  void d3_addAgain_changesNothing() {
    addresses(2);
    IpAddress first = lease("k1");
    add("k1");
    ports.attachEnds(HeldPorts.failed(KernelOutcome.Reason.INTERFACE_EXISTS, "File exists"));
    String why = assertInstanceOf(AddReply.Refused.class, added.getFirst()).failure().sentence();
    assertTrue(why.contains("already attached") && why.contains(first.toString()), why);
    assertEquals("2 in all, 1 leased, 0 cooling", counts());
  }

  @Test
  void d5_deleteOfAnUnknownKey_succeeds() {
    delete("k9");
    assertEquals(1, deleted.size());
    assertEquals(null, deleted.getFirst());
  }

  /// The incumbent fails; here the pod waits for the end of the cooling.
  @Test
  void d7_onlyAddressCools_isNotGivenToTheNextPod() {
    addresses(1);
    lease("k1");
    deleteWhole("k1");
    add("k3");
    assertEquals(List.of(), added);
    assertEquals("1 in all, 0 leased, 1 cooling", counts());
    assertEquals(1, ports.demands.size());
  }

  @Test
  void d9_statisticsFollowTheCoolingOfOneSecond() {
    addresses(2);
    lease("k1");
    lease("k2");
    assertEquals("2 in all, 2 leased, 0 cooling", counts());
    deleteWhole("k1");
    assertEquals("2 in all, 1 leased, 1 cooling", counts());
    pool.ripen(ports.nowMillis + ONE_SECOND_MILLIS);
    assertEquals("2 in all, 1 leased, 0 cooling", counts());
  }

  /// The incumbent fails the DEL and keeps the lease. Here it succeeds: link and route are gone, so
  /// the next start sees that the lease has ended, whatever the journal says.
  @Test
  void d11_recordOfADeleteFails_theKernelIsTheWitness() {
    addresses(1);
    lease("k1");
    delete("k1");
    ports.detachEnds(new KernelOutcome.Done());
    ports.journalSays("No space left on device");
    assertEquals(1, deleted.size());
    assertEquals(null, deleted.getFirst());
    assertEquals("1 in all, 0 leased, 1 cooling", counts());
  }
}

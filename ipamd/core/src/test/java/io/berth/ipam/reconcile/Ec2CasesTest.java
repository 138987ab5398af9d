package io.berth.ipam.reconcile;

import static io.berth.ipam.reconcile.LoopFixture.LAG_MILLIS;
import static io.berth.ipam.reconcile.LoopFixture.warmEnis;
import static io.berth.ipam.reconcile.LoopFixture.warmIps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The sampled cases of the incumbent about EC2 and the metadata service, by their numbers, as far
/// as they are about the control loop. Where the incumbent believes the metadata service, Berth
/// believes EC2 (docs/RATIONALE.md): the same cases then hold for what EC2 describes. E19 is in
/// `EniTagsTest`, E21 in `EniFormTest`, E23 in `SubnetsTest`.
class Ec2CasesTest {

  private static final EniId PRIMARY = new EniId("eni-1");
  private static final EniId SECOND = new EniId("eni-2");
  private static final long PERIOD_MILLIS = 300_000;
  private static final IpAddress LOST = HeldVpc.SUBNET_CIDR.address(13);

  @Test
  void e1_fillRefused_acceptsOne_imported_inTwoCalls() {
    LoopFixture node = filling("m5.xlarge", warmIps(10));
    node.vpc.refuse(CloudFailure.Kind.REJECTED, "InvalidParameterValue");
    node.turn();
    assertEquals(List.of("assign 1 to eni-1"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals(1, node.pool.view().total());
  }

  @Test
  void e3_eniFull_looksOnce_importsWhatIsThere_withoutError() {
    LoopFixture node = filling("t3.small", new WarmTargets(0, 3, 0, 0, 1, 110));
    node.vpc.change(PRIMARY, Portions.ofSingles(addresses(3)), Portions.NONE);
    node.vpc.refuse(CloudFailure.Kind.ENI_FULL, "PrivateIpAddressLimitExceeded");
    node.turn();
    assertEquals(List.of("describe"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertEquals(3, node.pool.view().total());
    assertEquals(List.of(), node.loop.status().problems());
    assertEquals(List.of(), node.pendingCalls());
  }

  /// The incumbent looks at the metadata service up to twelve times, and goes on with the two
  /// addresses that it shows. Berth takes EC2's answer.
  @Test
  void e5_twelveAddressesCreated_areThereWhenTheLinkStands_andNobodyIsAsked() {
    LoopFixture node = grown();
    assertEquals(9, node.vpc.eni(SECOND).secondaries().size());
    assertEquals(18, node.pool.view().total());
    assertEquals(1, node.vpc.seen.stream().filter("describe"::equals).count());
  }

  @Test
  void e7_attachFails_createdEniIsDeleted_andTheErrorTold() {
    LoopFixture node = creating();
    node.vpc.answer();
    node.turn();
    node.vpc.refuse(CloudFailure.Kind.REJECTED, "InvalidParameterCombination");
    node.turn();
    assertEquals(List.of("delete eni-2"), node.pendingCalls());
    node.vpc.answer();
    node.turn();
    assertTrue(
        node.loop.status().blocked().contains("InvalidParameterCombination"),
        node.loop.status().blocked());
  }

  @Test
  void e9_eniToBeFreed_isNotFound_isSuccess() {
    LoopFixture node = grown();
    node.pool.release(node.claimed.getFirst(), node.nowMillis);
    node.advance(120_000);
    node.advance(Patience.SURPLUS_MILLIS);
    assertTrue(node.pendingCalls().contains("detach eni-2"), node.pendingCalls().toString());
    CloudOutcome notFound =
        HeldVpc.failed(CloudFailure.Kind.NOT_FOUND, "InvalidAttachmentID.NotFound", "");
    node.vpc.attached.remove(SECOND);
    node.vpc.reply("detach eni-2", notFound);
    node.turn();
    node.vpc.reply("delete eni-2", notFound);
    node.turn();
    assertEquals(Set.of(SECOND), Set.copyOf(node.forgotten));
    assertEquals(9, node.pool.view().total());
  }

  @ParameterizedTest
  @CsvSource({
    // devices on the default card, devices of other ENIs there, on another card; expected
    "0 1 3, '', '', 2",
    "0 1, 2, '', 3",
    "0, '', 1, 1",
    "0, 1 2 3, 1 4, 4",
  })
  void e11_lowestFreeDeviceIndex(String ours, String unmanaged, String otherCard, int expected) {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    EniTable enis = new EniTable(node.parts, node.settings, new Mailbox(() -> {}));
    int number = 100;
    for (String device : split(ours)) {
      enis.add(eni(number++, Integer.parseInt(device), 0, true), 0);
    }
    for (String device : split(unmanaged)) {
      enis.add(eni(number++, Integer.parseInt(device), 0, false), 0);
    }
    for (String device : split(otherCard)) {
      enis.add(eni(number++, Integer.parseInt(device), 1, false), 0);
    }
    assertEquals(expected, enis.freeDeviceIndex(List.of()));
    assertEquals(expected == 2 ? 4 : expected + 1, enis.freeDeviceIndex(List.of(expected)));
  }

  @Test
  void e13_addressNotShown_ec2ConfirmsInASecondLook_isRemoved() {
    LoopFixture node = losing();
    node.advance(Absences.APART_MILLIS);
    node.settle();
    assertEquals(2, node.pool.view().total());
  }

  @Test
  void e13_addressNotShown_ec2FailsThen_isKept() {
    LoopFixture node = losing();
    node.advance(Absences.APART_MILLIS);
    node.vpc.refuse(CloudFailure.Kind.UNAVAILABLE, "InternalError");
    node.turn();
    assertEquals(3, node.pool.view().total());
  }

  @Test
  void e13_addressNotShown_ec2StillHasIt_isKept() {
    LoopFixture node = losing();
    node.vpc.change(PRIMARY, Portions.ofSingles(List.of(LOST)), Portions.NONE);
    node.advance(Absences.APART_MILLIS);
    node.settle();
    node.advance(PERIOD_MILLIS);
    node.settle();
    assertEquals(3, node.pool.view().total());
  }

  /// The incumbent tags it; Berth needs no right to tag what it has not created.
  @Test
  void e15_unknownManagedEni_isSetUp_andItsAddressesAreAddedAfterCooling() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(3), 0);
    node.settle();
    node.vpc.attached.put(
        SECOND, eni(2, 1, 0, true).withPortions(Portions.ofSingles(addresses(2))));
    node.advance(PERIOD_MILLIS);
    node.settle();
    assertEquals("5 addresses, 3 free, 0 leased, 2 cooling", node.counts());
    assertTrue(node.vpc.seen.stream().noneMatch(call -> call.contains("tag")));
  }

  @ParameterizedTest
  @CsvSource({
    // shown by a look that began so long after the return; whether it is taken in again
    "10000, false",
    "61000, true",
  })
  void e17_addressGivenBack_isShownAgain(long laterMillis, boolean takenIn) {
    EniRecord record = new EniRecord(eni(1, 0, 0, true), 0);
    Portions portions = Portions.ofSingles(addresses(1));
    record.add(portions, 1_000);
    record.drop(portions, 2_000);
    // What a look shows counts unless it was given back within the lag before.
    long settledMillis = 2_000 + laterMillis - LAG_MILLIS;
    assertEquals(takenIn ? portions : Portions.NONE, record.notDeparted(portions, settledMillis));
  }

  @Test
  void e25_attachNotAuthorised_namesTheRight() {
    LoopFixture node = creating();
    node.vpc.answer();
    node.turn();
    node.vpc.reply(
        "attach eni-2 at 1",
        new CloudOutcome.Failed(
            new CloudFailure(
                CloudFailure.Kind.NOT_AUTHORISED,
                "UnauthorizedOperation",
                "You are not authorized",
                "AttachNetworkInterface")));
    node.turn();
    node.vpc.answer("delete eni-2");
    node.turn();
    assertTrue(
        node.loop
            .status()
            .blocked()
            .startsWith(
                "IAM refuses the call (UnauthorizedOperation for ec2:AttachNetworkInterface: "),
        node.loop.status().blocked());
    assertEquals("not_authorised", node.loop.status().blockedLabel());
  }

  /// One of three addresses was missing in a first look.
  private static LoopFixture losing() {
    LoopFixture node = new LoopFixture("m5.large", warmIps(3), 0);
    node.settle();
    assertTrue(node.vpc.eni(PRIMARY).secondaries().contains(LOST));
    node.vpc.change(PRIMARY, Portions.NONE, Portions.ofSingles(List.of(LOST)));
    node.advance(PERIOD_MILLIS);
    node.vpc.answer("describe");
    node.turn();
    assertEquals(3, node.pool.view().total());
    return node;
  }

  /// About to fill the primary ENI.
  private static LoopFixture filling(String instanceType, WarmTargets targets) {
    LoopFixture node = new LoopFixture(instanceType, targets, 0);
    node.turn();
    node.vpc.answer();
    node.turn();
    assertEquals(List.of("assign " + targets.warmIpTarget() + " to eni-1"), node.pendingCalls());
    return node;
  }

  /// About to create a second ENI.
  private static LoopFixture creating() {
    LoopFixture node = new LoopFixture("m5.large", warmEnis(1), 0);
    node.settle();
    node.claimed.add(node.pool.claim());
    node.advance(1_000);
    assertEquals(List.of("create with 9 by token-1"), node.pendingCalls());
    return node;
  }

  private static LoopFixture grown() {
    LoopFixture node = creating();
    node.settle();
    assertFalse(node.vpc.attached.isEmpty());
    return node;
  }

  private static List<String> split(String devices) {
    return devices.isEmpty() ? List.of() : List.of(devices.split(" "));
  }

  private static List<IpAddress> addresses(int count) {
    return IntStream.range(0, count).mapToObj(i -> HeldVpc.SUBNET_CIDR.address(5_000 + i)).toList();
  }

  private static Eni eni(int number, int device, int card, boolean managed) {
    return new Eni(
        new EniId("eni-" + number),
        new AttachmentId("eni-attach-" + number),
        new MacAddress(number),
        device,
        card,
        HeldVpc.SUBNET,
        HeldVpc.SUBNET_CIDR,
        HeldVpc.SUBNET_CIDR.address(4_000 + number),
        List.of(),
        List.of(),
        managed);
  }

  /// The incumbent keeps a store for each card; here pods use the default card only, and an ENI of
  /// another neither serves nor takes a place on it.
  @Test
  void d35_eniOfAnotherCard_servesNobody_andTakesNoPlaceOnTheDefaultCard() {
    LoopFixture node = new LoopFixture("t3.nano", warmIps(2), 0);
    Eni primary = node.vpc.eni(PRIMARY);
    EniId other = new EniId("eni-card1");
    node.vpc.attached.put(
        other,
        new Eni(
            other,
            new AttachmentId("eni-attach-card1"),
            new MacAddress(99),
            1,
            1,
            primary.subnet(),
            primary.subnetCidr(),
            HeldVpc.SUBNET_CIDR.address(200),
            List.of(HeldVpc.SUBNET_CIDR.address(201)),
            List.of(),
            false));
    node.settle();
    // One address on each of the two ENIs that the type allows on its card.
    assertEquals(2, node.pool.view().total());
    assertTrue(node.pool.view().enis().stream().noneMatch(eni -> eni.eni().equals(other)));
  }
}

package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.budget.CloudAction;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.plan.Hold;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A failure stops what it says something about, and nothing else. The table has a failed call, its
/// failure, and which of nine other calls wait then.
class BackoffsTest {

  private static final long NOW = 1_000_000;

  /// Calls by name: action, kind, subnet, ENI.
  enum Call {
    SINGLES(CloudAction.ASSIGN, AddressKind.SINGLE, "subnet-1", "eni-1"),
    PREFIXES(CloudAction.ASSIGN, AddressKind.PREFIX, "subnet-1", "eni-1"),
    SINGLES_OTHER_ENI(CloudAction.ASSIGN, AddressKind.SINGLE, "subnet-1", "eni-2"),
    PREFIXES_OTHER_ENI(CloudAction.ASSIGN, AddressKind.PREFIX, "subnet-1", "eni-2"),
    SINGLES_OTHER_SUBNET(CloudAction.ASSIGN, AddressKind.SINGLE, "subnet-2", "eni-3"),
    PREFIXES_OTHER_SUBNET(CloudAction.ASSIGN, AddressKind.PREFIX, "subnet-2", "eni-3"),
    CREATE(CloudAction.CREATE, AddressKind.SINGLE, "subnet-1", ""),
    CREATE_PREFIXES(CloudAction.CREATE, AddressKind.PREFIX, "subnet-1", ""),
    CREATE_OTHER_SUBNET(CloudAction.CREATE, AddressKind.SINGLE, "subnet-2", "");

    private final CloudAction action;
    private final AddressKind kind;
    private final String subnet;
    private final String eni;

    Call(CloudAction action, AddressKind kind, String subnet, String eni) {
      this.action = action;
      this.kind = kind;
      this.subnet = subnet;
      this.eni = eni;
    }

    Backoffs.Attempt attempt() {
      return new Backoffs.Attempt(
          action, kind, new SubnetId(subnet), eni.isEmpty() ? null : new EniId(eni));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SINGLES|THROTTLED|SINGLES PREFIXES SINGLES_OTHER_ENI PREFIXES_OTHER_ENI"
            + " SINGLES_OTHER_SUBNET PREFIXES_OTHER_SUBNET",
        "SINGLES|NOT_AUTHORISED|SINGLES PREFIXES SINGLES_OTHER_ENI PREFIXES_OTHER_ENI"
            + " SINGLES_OTHER_SUBNET PREFIXES_OTHER_SUBNET",
        "SINGLES|UNAVAILABLE|SINGLES PREFIXES SINGLES_OTHER_ENI PREFIXES_OTHER_ENI"
            + " SINGLES_OTHER_SUBNET PREFIXES_OTHER_SUBNET",
        "SINGLES|SUBNET_FULL|SINGLES PREFIXES SINGLES_OTHER_ENI PREFIXES_OTHER_ENI CREATE"
            + " CREATE_PREFIXES",
        "CREATE|SUBNET_FULL|SINGLES PREFIXES SINGLES_OTHER_ENI PREFIXES_OTHER_ENI CREATE"
            + " CREATE_PREFIXES",
        "PREFIXES|NO_PREFIX|PREFIXES PREFIXES_OTHER_ENI CREATE_PREFIXES",
        // EC2 has one text for both; single addresses will tell.
        "PREFIXES|SUBNET_FULL|PREFIXES PREFIXES_OTHER_ENI CREATE_PREFIXES",
        "CREATE_PREFIXES|NO_PREFIX|PREFIXES PREFIXES_OTHER_ENI CREATE_PREFIXES",
        "SINGLES|ENI_FULL|SINGLES PREFIXES",
        "SINGLES|NOT_FOUND|SINGLES PREFIXES",
        "SINGLES|BUSY|SINGLES PREFIXES",
        "SINGLES|AMBIGUOUS|SINGLES PREFIXES",
        "SINGLES|REJECTED|SINGLES PREFIXES",
        "CREATE|INSTANCE_FULL|CREATE CREATE_PREFIXES CREATE_OTHER_SUBNET",
        "CREATE|LIMIT_REACHED|CREATE CREATE_PREFIXES CREATE_OTHER_SUBNET",
        "CREATE|REJECTED|CREATE CREATE_PREFIXES CREATE_OTHER_SUBNET",
      })
  void failure_stopsWhatItSaysSomethingAbout(Call failed, Kind kind, String waiting) {
    Backoffs backoffs = new Backoffs(new Random(1));
    long until = backoffs.failed(failed.attempt(), failure(kind), NOW);
    Set<Call> expected =
        List.of(waiting.split(" ")).stream()
            .map(Call::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Call.class)));
    assertEquals(expected, held(backoffs, NOW));
    assertEquals(until, backoffs.wakeMillis(NOW));
    assertEquals(EnumSet.noneOf(Call.class), held(backoffs, until));
    assertEquals(Long.MAX_VALUE, backoffs.wakeMillis(until));
  }

  @Test
  void singleAddresses_whenNoPrefixIsLeft_succeedAndPrefixesGoOnWaiting() {
    Backoffs backoffs = new Backoffs(new Random(1));
    backoffs.failed(Call.PREFIXES.attempt(), failure(Kind.NO_PREFIX), NOW);
    backoffs.succeeded(Call.SINGLES.attempt(), NOW + 1);
    Hold hold = required(backoffs.hold(Call.PREFIXES.attempt(), NOW + 2));
    assertEquals(Hold.Reason.NO_PREFIX, hold.reason());
    assertNull(backoffs.hold(Call.SINGLES.attempt(), NOW + 2));
    backoffs.succeeded(Call.PREFIXES_OTHER_ENI.attempt(), NOW + 3);
    assertNull(backoffs.hold(Call.PREFIXES.attempt(), NOW + 4));
  }

  @Test
  void success_ofACallBegunBeforeTheFailure_endsNoWait() {
    Backoffs backoffs = new Backoffs(new Random(1));
    backoffs.failed(Call.SINGLES.attempt(), failure(Kind.SUBNET_FULL), NOW);
    backoffs.succeeded(Call.SINGLES_OTHER_ENI.attempt(), NOW - 1);
    assertNotNull(backoffs.hold(Call.SINGLES.attempt(), NOW + 1));
    backoffs.succeeded(Call.SINGLES_OTHER_ENI.attempt(), NOW);
    assertNull(backoffs.hold(Call.SINGLES.attempt(), NOW + 1));
  }

  @Test
  void fullSubnet_isAskedAgainByOneCall_andOthersWaitForItsAnswer() {
    Backoffs backoffs = new Backoffs(new Random(1));
    assertFalse(backoffs.begun(Call.SINGLES.attempt(), NOW));
    long until = backoffs.failed(Call.SINGLES.attempt(), failure(Kind.SUBNET_FULL), NOW);
    assertTrue(backoffs.begun(Call.SINGLES.attempt(), until));
    assertNotNull(backoffs.hold(Call.SINGLES_OTHER_ENI.attempt(), until));
    backoffs.succeeded(Call.SINGLES.attempt(), until);
    assertNull(backoffs.hold(Call.SINGLES_OTHER_ENI.attempt(), until));
  }

  @Test
  void severalFailures_theLongestWaitIsTold() {
    Backoffs backoffs = new Backoffs(new Random(1));
    backoffs.failed(Call.SINGLES.attempt(), failure(Kind.UNAVAILABLE), NOW);
    backoffs.failed(Call.SINGLES_OTHER_ENI.attempt(), failure(Kind.SUBNET_FULL), NOW);
    Hold hold = required(backoffs.hold(Call.SINGLES.attempt(), NOW));
    assertEquals(Hold.Reason.SUBNET_FULL, hold.reason());
    assertEquals("Code: text", hold.detail());
  }

  private static Hold required(@Nullable Hold hold) {
    if (hold == null) {
      throw new AssertionError("nothing is held");
    }
    return hold;
  }

  private static Set<Call> held(Backoffs backoffs, long nowMillis) {
    List<Call> held = new ArrayList<>();
    for (Call call : Call.values()) {
      if (backoffs.hold(call.attempt(), nowMillis) != null) {
        held.add(call);
      }
    }
    return held.isEmpty() ? EnumSet.noneOf(Call.class) : EnumSet.copyOf(held);
  }

  private static CloudFailure failure(Kind kind) {
    return new CloudFailure(kind, "Code", "text");
  }
}

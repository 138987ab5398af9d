package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.KEY;
import static io.berth.ipamd.cni.Calls.assertFails;
import static io.berth.ipamd.cni.Calls.assertSucceedsEmpty;
import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.configuration;
import static io.berth.ipamd.cni.Calls.previousResult;
import static io.berth.ipamd.cni.Calls.serve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.port.Sandbox;
import io.berth.wire.CniRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: each verb reaches the lease service with the right values and its answer comes back in the
/// specification's words. Method: calls on a fake lease service.
class CniServiceTest {

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  @Test
  void add_succeeds_sandboxIsPassedAndKeyReturned() {
    List<CniAnswer> answers = new ArrayList<>();
    service.serve(call("ADD", "1.1.0"), 7, 8, answers::add);
    assertEquals(new Sandbox(Calls.NETNS, 7, 8), operations.adds.getFirst().sandbox());
    assertEquals(operations.leases.getFirst(), answers.getFirst().added());
  }

  @Test
  void undeliverable_onlyAnswer_isUndone() {
    serve(service, call("ADD", "1.1.0"));
    service.undeliverable(operations.leases.getFirst());
    assertEquals(List.of(KEY), operations.undelivered);
  }

  @Test
  void undeliverable_whileAnotherThatJoinedIsDelivered_isNotUndone() {
    Lease lease = operations.lease(KEY);
    operations.joined = lease;
    for (int i = 0; i < 3; i++) {
      serve(service, call("ADD", "1.1.0"));
    }
    service.undeliverable(lease);
    service.delivered(lease);
    service.undeliverable(lease);
    assertEquals(List.of(), operations.undelivered);
  }

  @Test
  void undeliverable_allThatJoined_isUndoneOnce() {
    Lease lease = operations.lease(KEY);
    operations.joined = lease;
    serve(service, call("ADD", "1.1.0"));
    serve(service, call("ADD", "1.1.0"));
    service.undeliverable(lease);
    assertEquals(List.of(), operations.undelivered, "the other may still arrive");
    service.undeliverable(lease);
    assertEquals(List.of(KEY), operations.undelivered);
  }

  @Test
  void undeliverable_afterTheAttachmentWasMadeAnew_leavesTheNewOne() {
    serve(service, call("ADD", "1.1.0"));
    Lease old = operations.leases.removeFirst();
    operations.lease(KEY);
    service.undeliverable(old);
    assertEquals(List.of(), operations.undelivered);
  }

  @Test
  void add_fails_errorHasTheSentenceAndNoKey() {
    operations.failure = new LeaseFailure.AlreadyAttached(KEY, IpAddress.parse("10.0.0.7"));
    CniAnswer answer = serve(service, call("ADD", "1.1.0"));
    assertFails(answer, 100, operations.failure.sentence(), "");
    assertNull(answer.added());
  }

  @Test
  void add_inOwnNamespace_isCode8UnlessOverridden() {
    operations.failure = new LeaseFailure.OwnNamespace(Calls.NETNS);
    CniRequest add = call("ADD", "1.1.0");
    String message = "plugin's netns and netns from CNI_NETNS should not be the same";
    assertFails(serve(service, add), 8, message, "");
    assertFails(serve(service, add.withNetnsOverride("0")), 8, message, "");
    for (String override : new String[] {"1", "true", "TRUE"}) {
      assertFails(
          serve(service, add.withNetnsOverride(override)),
          105,
          "CNI_NETNS '/run/netns/t1' is the node's own namespace, where no pod is attached even"
              + " with CNI_NETNS_OVERRIDE; name the pod's namespace",
          "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"prevResult\":{}", ",\"prevResult\":null", ",\"prevResult\":[1,{\"x\":2}]"})
  void delete_whateverThePreviousResult_isServed(String more) {
    assertSucceedsEmpty(
        serve(
            service,
            call("DEL", "0.4.0")
                .withAttachment("c0ffee01", null, "eth0")
                .withStdin(configuration("0.4.0", more))));
    assertEquals(List.of(KEY), operations.deletes);
  }

  @Test
  void delete_fails_errorHasTheSentence() {
    operations.failure = new LeaseFailure.NotDurable("disk full");
    assertFails(
        serve(service, call("DEL", "0.4.0")),
        11,
        "the lease could not be made durable: disk full",
        "");
  }

  @Test
  void check_withoutPreviousResult_fails() {
    assertFails(serve(service, call("CHECK", "1.0.0")), 7, "Required prevResult missing", "");
    assertTrue(operations.checks.isEmpty());
  }

  private CniAnswer check(String more) {
    return serve(service, call("CHECK", "1.0.0").withStdin(configuration("1.0.0", more)));
  }

  @Test
  void check_agreeing_succeedsAlsoWithLaterPluginsChanges() {
    operations.lease(KEY);
    assertSucceedsEmpty(check(previousResult("10.0.0.7/32")));
    assertSucceedsEmpty(
        check(
            ",\"PREVRESULT\":{\"CNIVersion\":\"0.4.0\",\"Interfaces\":[{\"name\":\"br0\"},"
                + "{\"name\":\"eth0\",\"sandbox\":\"/other\"},{\"Name\":\"eth0\",\"Sandbox\":\"/run/netns/t1\"},"
                + "{\"name\":\"net1\",\"sandbox\":\"/run/netns/t1\"}],\"ips\":["
                + "{\"interface\":3,\"address\":\"fd00::1/64\"},{\"address\":\"x\"},"
                + "{\"interface\":2,\"address\":\"10.0.0.7/32\"}],\"routes\":7}"));
    assertEquals(Sandbox.ofPath(Calls.NETNS), operations.checks.getFirst());
  }

  @Test
  void check_otherSandbox_isNamed() {
    assertFails(
        check(",\"prevResult\":{\"interfaces\":[{\"name\":\"eth0\",\"sandbox\":\"/other\"}]}"),
        7,
        "Sandbox in prevResult /other doesn't match configured netns: /run/netns/t1 (interface"
            + " eth0)",
        "");
    assertFails(
        check(",\"prevResult\":{}"),
        7,
        "Sandbox in prevResult  doesn't match configured netns: /run/netns/t1 (interface eth0)",
        "");
  }

  @Test
  void check_otherAddress_isNamed() {
    operations.lease(KEY);
    assertFails(
        check(previousResult("10.0.0.9/32")),
        104,
        "the attachment is not as it was made: prevResult has [10.0.0.9] on eth0, the lease has"
            + " 10.0.0.7",
        "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "[]",
        "{\"cniVersion\":\"0.2.0\"}",
        "{\"cniVersion\":\"x\"}",
        "{\"cniVersion\":1}",
        "{\"interfaces\":7}",
        "{\"interfaces\":[{\"name\":\"eth0\",\"sandbox\":\"/run/netns/t1\"}],\"ips\":[{\"interface\":0,\"address\":\"10.0.0.7\"}]}"
      })
  void check_damagedPreviousResult_isUndecodable(String previous) {
    CniAnswer answer = check(",\"prevResult\":" + previous);
    assertEquals("6", Calls.code(answer), answer.toString());
    assertTrue(answer.reply().stdout().contains("could not parse prevResult"), answer.toString());
  }

  @Test
  void check_unknownAttachment_tellsThatNoDeleteIsNeeded() {
    operations.failure = new LeaseFailure.UnknownAttachment(KEY);
    assertFails(
        check(previousResult("10.0.0.7/32")),
        3,
        "no lease for podnet/c0ffee01/eth0; the pod must be recreated",
        "");
  }

  @Test
  void status_failure_saysWhetherRunningPodsAreAffected() {
    assertSucceedsEmpty(serve(service, call("STATUS", "1.1.0")));
    operations.failure = new LeaseFailure.Stopping();
    assertFails(
        serve(service, call("STATUS", "1.1.0")),
        50,
        "the daemon is stopping; retry in a moment",
        "");
    operations.failure = new LeaseFailure.LinkFailed("no route");
    assertFails(
        serve(service, call("STATUS", "1.1.0")),
        51,
        "the pod's link could not be set up: no route",
        "");
  }

  @Test
  void verbs_withoutAttachment_ignoreItsVariables() {
    CniRequest status = call("STATUS", "1.1.0").withAttachment("../x", "", "..");
    assertSucceedsEmpty(serve(service, status));
    assertSucceedsEmpty(serve(service, status.withCommand("GC")));
  }

  private static String list(String key, String... containers) {
    List<String> items = new ArrayList<>();
    for (String container : containers) {
      items.add("{\"containerID\":\"" + container + "\",\"ifname\":\"eth0\"}");
    }
    return ",\"" + key + "\":" + items.toString();
  }

  private CniAnswer gc(String more) {
    return serve(service, call("GC", "1.1.0").withStdin(configuration("1.1.0", more)));
  }

  private static LeaseKey key(String container) {
    return new LeaseKey("podnet", container, "eth0");
  }

  private void leaseFour() {
    operations.lease(KEY);
    operations.lease(key("c0ffee02"));
    operations.lease(new LeaseKey("podnet", "c0ffee01", "net1"));
    operations.lease(new LeaseKey("othernet", "c0ffee02", "eth0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cni.dev/valid-attachments", "cni.dev/attachments", "CNI.dev/Attachments"})
  void gc_withList_deletesWhatIsNotListedOfThisNetwork(String spelling) {
    leaseFour();
    assertSucceedsEmpty(gc(list(spelling, "c0ffee01")));
    assertEquals(
        List.of(key("c0ffee02"), new LeaseKey("podnet", "c0ffee01", "net1")), operations.deletes);
    assertSucceedsEmpty(gc(list(spelling, "c0ffee01")));
    assertEquals(2, operations.deletes.size(), "the second finds nothing");
  }

  @Test
  void gc_withBothLists_theNewerSpellingCounts() {
    leaseFour();
    assertSucceedsEmpty(
        gc(
            list("cni.dev/attachments")
                + list("cni.dev/valid-attachments", "c0ffee01", "c0ffee02")));
    assertEquals(List.of(new LeaseKey("podnet", "c0ffee01", "net1")), operations.deletes);
  }

  @Test
  void gc_withoutList_deletesNothing() {
    leaseFour();
    assertSucceedsEmpty(gc(""));
    assertSucceedsEmpty(gc(",\"cni.dev/valid-attachments\":null"));
    assertEquals(List.of(), operations.deletes);
  }

  @Test
  void gc_withEmptyList_deletesAllOfThisNetwork() {
    leaseFour();
    assertSucceedsEmpty(gc(",\"cni.dev/valid-attachments\":[]"));
    assertEquals(3, operations.deletes.size());
    assertEquals(1, operations.leases.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "{}",
        "[7]",
        "[{}]",
        "[{\"containerID\":\"c0ffee01\"}]",
        "[{\"containerID\":\"\",\"ifname\":\"eth0\"}]",
        "[{\"containerID\":\"c0ffee01\",\"ifname\":7}]"
      })
  void gc_withDamagedList_deletesNothingAndFails(String list) {
    leaseFour();
    assertEquals("7", Calls.code(gc(",\"cni.dev/valid-attachments\":" + list)));
    assertEquals(List.of(), operations.deletes);
  }

  @Test
  void gc_withFailures_goesOnAndReportsAtTheEnd() {
    leaseFour();
    operations.deleteFailures.put(key("c0ffee02"), new LeaseFailure.LinkNotRemoved("link is busy"));
    assertFails(
        gc(",\"cni.dev/valid-attachments\":[]"),
        102,
        "1 of 3 stale attachments could not be removed",
        "the pod's link could not be removed: link is busy; it keeps its address, repeat DEL");
    assertEquals(3, operations.deletes.size());
  }
}

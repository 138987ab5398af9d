package io.berth.ipam.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome.Attached;
import io.berth.ipam.port.KernelOutcome.Done;
import io.berth.ipam.port.KernelOutcome.EnisApplied;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.KernelOutcome.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Aim: every implementation of the kernel port means the same by its operations. Method: each
/// implementation runs this suite on a world of its own.
public abstract class KernelContract {

  /// A node and its sandboxes, empty at the start of each test.
  public interface World {

    Kernel kernel();

    /// A fresh sandbox, or a fresh way into one that exists, by its name.
    Sandbox sandbox(String name);

    /// A sandbox of this name ends with everything in it.
    void endSandbox(String name);

    /// An ENI's link appears.
    void plug(MacAddress mac);
  }

  protected abstract World world();

  private static final int TABLE_OF_DEVICE_1 = 2;

  @Test
  void attach_freshSandbox_linkStands() {
    PodLink link = link("a", 1);

    Attached attached = assertInstanceOf(Attached.class, attach(link, "a"));

    assertTrue(attached.hostIndex() > 0);
    assertTrue(isLocalUnicast(attached.hostMac()) && isLocalUnicast(attached.podMac()));
    assertEquals(new Done(), check(link, "a"));
    assertEquals(Set.of(seen(link)), read());
  }

  @Test
  void attach_interfaceTaken_changesNothing() {
    PodLink first = link("a", 1);
    PodLink second = link("b", 2);
    attach(first, "a");

    Failed failed = assertInstanceOf(Failed.class, attach(second, "a"));

    assertEquals(Reason.INTERFACE_EXISTS, failed.reason());
    assertTrue(failed.text().contains("eth0"), failed.text());
    assertEquals(new Done(), check(first, "a"));
    assertEquals(Set.of(seen(first)), read());
  }

  @Test
  void attach_sameLeaseAgain_saysThatItExists() {
    PodLink link = link("a", 1);
    attach(link, "a");

    Failed failed = assertInstanceOf(Failed.class, attach(link, "a"));

    assertEquals(Reason.INTERFACE_EXISTS, failed.reason());
    assertEquals(new Done(), check(link, "a"));
  }

  @Test
  void attach_afterSandboxWasMadeAnew_linkStandsAgain() {
    PodLink link = link("a", 1);
    attach(link, "a");
    world().endSandbox("a");

    assertInstanceOf(Attached.class, attach(link, "a"));

    assertEquals(new Done(), check(link, "a"));
  }

  @Test
  void attach_podOfSameNameReturned_takesTheNameOver() {
    PodLink former = link("a", 1);
    PodLink now = named(former.hostLink(), "b", 2);
    attach(former, "a");

    assertInstanceOf(Attached.class, attach(now, "b"));

    assertEquals(Set.of(seen(now)), read());
    assertEquals(new Done(), check(now, "b"));
  }

  @Test
  void attach_noNamespace_saysSo() {
    for (String path :
        List.of("", "/proc/self/no-such-namespace", "/proc/self/status", "/", "/dev/zero")) {
      Failed failed =
          assertInstanceOf(
              Failed.class,
              ask(replyTo ->
                  world().kernel().attachPod(link("a", 1), Sandbox.ofPath(path), replyTo)));
      assertEquals(Reason.NO_NAMESPACE, failed.reason(), failed.text());
    }
    assertEquals(Set.of(), read());
  }

  @Test
  void detach_attached_nothingIsLeft() {
    PodLink link = link("a", 1);
    attach(link, "a");

    assertEquals(new Done(), detach(link));

    assertEquals(Set.of(), read());
    Failed failed = assertInstanceOf(Failed.class, check(link, "a"));
    assertEquals(Reason.DIFFERENT, failed.reason());
    assertTrue(failed.text().contains(link.hostLink()), failed.text());
    assertInstanceOf(Attached.class, attach(link, "a"));
  }

  @Test
  void detach_nothingThere_isDone() {
    assertEquals(new Done(), detach(link("a", 1), link("b", 2)));
    assertEquals(new Done(), detach());
  }

  @Test
  void detach_formerLeaseOfTheName_leavesThePresentOne() {
    PodLink former = link("a", 1);
    PodLink now = named(former.hostLink(), "b", 2);
    attach(former, "a");
    attach(now, "b");

    assertEquals(new Done(), detach(former));

    assertEquals(new Done(), check(now, "b"));
  }

  @Test
  void detach_several_leavesTheOthers() {
    List<PodLink> links = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      links.add(link("pod" + i, i));
      attach(links.getLast(), "pod" + i);
    }

    assertEquals(new Done(), detach(links.subList(0, 4).toArray(PodLink[]::new)));

    assertEquals(Set.of(seen(links.get(4)), seen(links.get(5))), read());
    assertEquals(new Done(), check(links.get(5), "pod6"));
  }

  @Test
  void check_anotherAddress_namesTheDifference() {
    PodLink link = link("a", 1);
    attach(link, "a");

    PodLink other = named(link.hostLink(), "a", 9);
    Failed failed = assertInstanceOf(Failed.class, check(other, "a"));

    assertEquals(Reason.DIFFERENT, failed.reason());
    assertTrue(failed.text().contains(other.address().toString()), failed.text());
  }

  @Test
  void applyEnis_linkNotThere_isMissingUntilItAppears() {
    EniLink eni =
        new EniLink(
            new EniId("eni-0a"),
            MacAddress.parse("02:00:00:00:00:0a"),
            IpAddress.parse("10.0.0.10"),
            24,
            IpAddress.parse("10.0.0.1"),
            TABLE_OF_DEVICE_1,
            1500);
    assertEquals(new EnisApplied(List.of(eni.eni()), List.of()), apply(eni));

    world().plug(eni.mac());

    assertEquals(new EnisApplied(List.of(), List.of()), apply(eni));
    assertEquals(new EnisApplied(List.of(), List.of()), apply(eni));
    assertEquals(new Done(), forget(eni));
    assertEquals(new Done(), forget(eni));
  }

  /// A pod's link on the ENI at device 1.
  protected static PodLink link(String container, int number) {
    return named("eni%011x".formatted(number), container, number);
  }

  private static PodLink named(String hostLink, String container, int number) {
    LeaseKey key = new LeaseKey("berth", container, "eth0");
    return new PodLink(
        key,
        IpAddress.parse("10.0.0.100").plus(number),
        hostLink,
        "eth0",
        PodLink.ALIAS_PREFIX + key,
        PodLink.GATEWAY_IPV4,
        TABLE_OF_DEVICE_1,
        1500);
  }

  protected final KernelOutcome attach(PodLink link, String sandbox) {
    return ask(replyTo -> world().kernel().attachPod(link, world().sandbox(sandbox), replyTo));
  }

  protected final KernelOutcome detach(PodLink... links) {
    return ask(replyTo -> world().kernel().detachPods(List.of(links), replyTo));
  }

  protected final KernelOutcome check(PodLink link, String sandbox) {
    return ask(replyTo -> world().kernel().checkPod(link, world().sandbox(sandbox), replyTo));
  }

  protected final KernelOutcome apply(EniLink... enis) {
    return ask(replyTo -> world().kernel().applyEnis(List.of(enis), replyTo));
  }

  private KernelOutcome forget(EniLink... enis) {
    return ask(replyTo -> world().kernel().forgetEnis(List.of(enis), replyTo));
  }

  protected final Set<String> read() {
    State state = assertInstanceOf(State.class, ask(replyTo -> world().kernel().read(replyTo)));
    Set<String> links = new TreeSet<>();
    state.links().forEach(link -> links.add(link.toString()));
    return links;
  }

  protected static String seen(PodLink link) {
    return new PodLinkSeen(link.address(), link.hostLink(), link.alias()).toString();
  }

  /// Waits for the outcome, which comes exactly once.
  protected static KernelOutcome ask(Consumer<Consumer<KernelOutcome>> request) {
    CompletableFuture<KernelOutcome> outcome = new CompletableFuture<>();
    request.accept(value -> assertTrue(outcome.complete(value), "a second outcome: " + value));
    return outcome.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static boolean isLocalUnicast(MacAddress mac) {
    return (mac.bits() >>> 40 & 3) == 2;
  }
}

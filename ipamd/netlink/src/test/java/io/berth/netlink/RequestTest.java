package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// Aim: requests that the kernel would misunderstand cannot be made, and the others speak plainly.
/// Method: constructors and texts.
class RequestTest {

  @Test
  void createVeth_whatTheKernelIgnores_isRefused() {
    LinkAttributes none = LinkAttributes.none();

    assertRefused(
        "an alias and IPv4 settings can only be set on links that exist, by ChangeLink: alias \"a\"",
        () -> new Request.CreateVeth(none.withAlias("a"), none, -1));
    assertRefused(
        "the far end of a veth cannot be created up: use ChangeLink",
        () -> new Request.CreateVeth(none, none.withUp(true), -1));
    assertRefused(
        "the kernel ignores the far end's index unless the near end's is given too",
        () -> new Request.CreateVeth(none, none.withIndex(5), -1));
  }

  @Test
  void changeLink_renameByName_isRefused() {
    assertRefused(
        "to rename a link refer to it by index, not as link eth0",
        () ->
            new Request.ChangeLink(
                LinkReference.of("eth0"), LinkAttributes.none().withName("eth1")));
  }

  @Test
  void deleteLinkGroup_defaultGroup_isRefused() {
    assertRefused(
        "only link groups from 1 up are deleted, not 0", () -> new Request.DeleteLinkGroup(0));
  }

  @Test
  void route_hostBitsOrOtherFamily_isRefused() {
    assertRefused(
        "the destination 10.0.0.5/24 has host bits; its network is 10.0.0.0/24",
        () -> Route.to(NetPrefix.parse("10.0.0.5/24")));
    Route route = Route.to(NetPrefix.parse("10.0.0.0/24")).withGateway(NetAddress.parse("fe80::1"));
    assertRefused(
        "fe80::1 is not of the family of 10.0.0.0/24",
        () -> new Request.AddRoute(route, Request.Mode.CREATE));
  }

  @Test
  void rule_markOutsideItsMask_isRefused() {
    assertRefused(
        "mark 0x80 has bits outside its mask 0x7f: no packet would match",
        () -> Rule.lookup(NetAddress.Family.IPV4, 2).withMark(0x80, 0x7f));
  }

  @Test
  void linkName_tooLongOrStrange_isRefused() {
    for (String name : new String[] {"", "sixteen-bytes-xx", "a/b", "a b", ".."}) {
      assertRefused(
          "a link's name has 1 to 15 bytes without space, slash or colon: \"" + name + "\"",
          () -> LinkReference.of(name));
    }
  }

  @Test
  void words_ofRequests_readAfterCannot() {
    LinkAttributes attributes =
        LinkAttributes.none()
            .withMtu(9001)
            .withAlias("x y")
            .withUp(false)
            .withIpv4Setting(Ipv4Setting.RP_FILTER, 1);
    assertEquals(
        "set mtu 9001, alias \"x y\", down, ipv4 setting 8 1 on link #3",
        new Request.ChangeLink(LinkReference.of(3), attributes).words());
    assertEquals(
        "replace route blackhole 10.0.0.0/8 table 4294967295",
        new Request.AddRoute(
                Route.to(NetPrefix.parse("10.0.0.0/8")).withType(RouteType.BLACKHOLE).withTable(-1),
                Request.Mode.REPLACE)
            .words());
    assertEquals(
        "add rule 1536: from 10.0.0.1/32 fwmark 0x1/0x7f iif eth0 lookup 2",
        new Request.AddRule(
                Rule.lookup(NetAddress.Family.IPV4, 2)
                    .withPriority(1536)
                    .withFrom(NetPrefix.parse("10.0.0.1"))
                    .withMark(1, 0x7f)
                    .withInputLink("eth0"))
            .words());
  }

  @Test
  void failure_withAndWithoutExplanation_isOneSentence() {
    assertEquals(
        "cannot delete link #3: ENODEV (no such link)",
        new Outcome.Failed(19, "", "delete link #3").message());
    assertEquals(
        "cannot add rule x: EINVAL (invalid argument) (kernel: Invalid table)",
        new Outcome.Failed(22, "Invalid table", "add rule x").message());
    assertEquals("errno 130", new Outcome.Failed(130, "", "x").errnoName());
    assertEquals("EEXIST", new Outcome.Failed(17, "", "x").errnoName());
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable constructor) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, constructor).getMessage());
  }
}

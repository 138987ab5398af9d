package io.berth.netlink;

import static io.berth.netlink.Bytes.encoded;
import static io.berth.netlink.Bytes.normalized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.berth.netlink.Request.Mode;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// Aim: requests become exactly the bytes that the kernel's headers describe. Method: golden bytes,
/// put together by hand from `linux/rtnetlink.h` and its neighbours.
class RequestEncoderTest {

  @Test
  void createVeth_farEndInNamespace_nestsThePeer() {
    LinkAttributes near =
        LinkAttributes.none().withName("v0").withIndex(7).withGroup(5).withUp(true);
    LinkAttributes far = LinkAttributes.none().withName("eth0");

    assertEquals(
        normalized(
            """
            6c000000 1000 0506 01000000 00000000
            00 00 0000 07000000 01000000 01000000
            0700 0300 7630 00 00
            0800 1b00 05000000
            3c00 1200
              0900 0100 76657468 00 000000
              2c00 0200
                2800 0100
                  00 00 0000 00000000 00000000 00000000
                  0900 0300 65746830 00 000000
                  0800 1c00 09000000
            """),
        encoded(new Request.CreateVeth(near, far, 9)));
  }

  @Test
  void changeLink_reversePathFilterAndAlias_areOneMessage() {
    LinkAttributes change =
        LinkAttributes.none().withAlias("abc").withIpv4Setting(Ipv4Setting.RP_FILTER, 1);

    assertEquals(
        normalized(
            """
            3c000000 1300 0500 01000000 00000000
            00 00 0000 07000000 00000000 00000000
            0800 1400 61626300
            1400 1a00
              1000 0200
                0c00 0100
                  0800 0800 01000000
            """),
        encoded(new Request.ChangeLink(LinkReference.of(7), change)));
  }

  @Test
  void deleteLinkGroup_hasNoIndexAndNoName() {
    assertEquals(
        normalized(
            "28000000 1100 0500 01000000 00000000 00000000 00000000 00000000 00000000 0800 1b00 e7030000"),
        encoded(new Request.DeleteLinkGroup(999)));
  }

  @Test
  void addRoute_tableAbove255_goesIntoItsAttribute() {
    Route route =
        Route.to(NetPrefix.parse("10.0.0.5/32"))
            .withLink(7)
            .withScope(Scope.LINK)
            .withTable(1000)
            .withProtocol(77);

    assertEquals(
        normalized(
            """
            34000000 1800 0505 01000000 00000000
            02 20 00 00 00 4d fd 01 00000000
            0800 0f00 e8030000
            0800 0100 0a000005
            0800 0400 07000000
            """),
        encoded(new Request.AddRoute(route, Mode.REPLACE)));
  }

  @Test
  void addRoute_ipv6DefaultOnLink_hasNoDestination() {
    Route route =
        Route.to(NetPrefix.any(NetAddress.Family.IPV6))
            .withGateway(NetAddress.parse("fe80::1"))
            .withLink(2)
            .withOnLink(true)
            .withPriority(1024);

    assertEquals(
        normalized(
            """
            48000000 1800 0506 01000000 00000000
            0a 00 00 00 00 03 00 01 04000000
            0800 0f00 fe000000
            1400 0500 fe800000000000000000000000000001
            0800 0400 02000000
            0800 0600 00040000
            """),
        encoded(new Request.AddRoute(route, Mode.CREATE)));
  }

  @Test
  void addRule_withEverySelector_isComplete() {
    Rule rule =
        Rule.lookup(NetAddress.Family.IPV4, 2)
            .withPriority(1536)
            .withProtocol(77)
            .withFrom(NetPrefix.parse("10.0.0.0/8"))
            .withTo(NetPrefix.parse("10.1.2.3/32"))
            .withMark(1, 0x7f)
            .withInputLink("eth1")
            .withSuppressPrefixLength(31)
            .withSuppressGroup(0);

    assertEquals(
        normalized(
            """
            70000000 2000 0506 01000000 00000000
            02 20 08 00 00 00 00 01 00000000
            0800 0600 00060000
            0800 0f00 02000000
            0500 1500 4d 000000
            0800 0200 0a000000
            0800 0100 0a010203
            0800 0a00 01000000
            0800 1000 7f000000
            0900 0300 65746831 00 000000
            0800 0e00 1f000000
            0800 0d00 00000000
            """),
        encoded(new Request.AddRule(rule)));
  }

  @Test
  void addAddress_flagsAboveAByte_areRepeatedAsAttribute() {
    InterfaceAddress address =
        new InterfaceAddress(
            7, NetPrefix.parse("10.0.0.5/24"), Scope.GLOBAL, InterfaceAddress.NO_PREFIX_ROUTE);

    assertEquals(
        normalized(
            """
            30000000 1400 0506 01000000 00000000
            02 18 00 00 07000000
            0800 0200 0a000005
            0800 0100 0a000005
            0800 0800 00020000
            """),
        encoded(new Request.AddAddress(address, Mode.CREATE)));
  }

  @Test
  void addNeighbour_permanent_carriesItsMac() {
    Neighbour neighbour =
        Neighbour.permanent(
            7, NetAddress.parse("169.254.1.1"), MacAddress.parse("02:00:00:00:00:01"));

    assertEquals(
        normalized(
            """
            30000000 1c00 0505 01000000 00000000
            02 00 0000 07000000 8000 00 00
            0800 0100 a9fe0101
            0a00 0200 020000000001 0000
            """),
        encoded(new Request.AddNeighbour(neighbour, Mode.REPLACE)));
  }

  @Test
  void routesOfOneTable_filterInTheKernel() {
    assertEquals(
        normalized(
            "24000000 1a00 0103 01000000 00000000 02 00 00 00 00 00 00 00 00000000 0800 0f00 e8030000"),
        encoded(Query.routes(NetAddress.Family.IPV4, 1000)));
  }

  @Test
  void request_largerThanTheBuffer_overflows() {
    ByteBuffer small = ByteBuffer.allocate(20);

    assertThrows(
        BufferOverflowException.class,
        () -> RequestEncoder.encode(new Request.DeleteLink(LinkReference.of(7)), 1, small));
  }
}

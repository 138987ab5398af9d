package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.netlink.nftables.Chain;
import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.ConntrackKey;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.Expression.Bitwise;
import io.berth.netlink.nftables.Expression.Compare;
import io.berth.netlink.nftables.Expression.Judge;
import io.berth.netlink.nftables.Expression.LoadConntrack;
import io.berth.netlink.nftables.Expression.LoadMeta;
import io.berth.netlink.nftables.Hook;
import io.berth.netlink.nftables.MetaKey;
import io.berth.netlink.nftables.PortChoice;
import io.berth.netlink.nftables.RegisterValue;
import io.berth.netlink.nftables.Table;
import io.berth.netlink.nftables.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aim: the kernel has the rules that were meant. Method: a fresh namespace on the real kernel; the
/// table is read back, and listed by `nft` (Debian's package `nftables`) as a second opinion.
class NftablesSocketTest {

  private static final RegisterValue PREFIX = RegisterValue.ofBytes((byte) 10, (byte) 1);

  private static final Table TABLE =
      new Table(
          "berth-test",
          List.of(
              Chain.of(
                  "other",
                  List.of(
                      ChainRule.of(
                          new Expression.LoadPayload(16, 2),
                          Compare.equalTo(PREFIX),
                          new Judge(new Verdict.Return())),
                      ChainRule.of(
                          new Expression.LoadDestinationType(false),
                          Compare.equalTo(
                              RegisterValue.ofNumber(Expression.LoadDestinationType.LOCAL)),
                          new Judge(new Verdict.Return())),
                      ChainRule.of(
                          new LoadConntrack(ConntrackKey.MARK),
                          Bitwise.or(0x80),
                          new Expression.StoreConntrackMark()))),
              new Chain(
                  "pre",
                  new Hook(Hook.Type.FILTER, Hook.Point.PREROUTING, Hook.DSTNAT + 10),
                  List.of(
                      ChainRule.of(
                          new LoadMeta(MetaKey.INPUT_GROUP),
                          new Expression.ToNetworkOrder(),
                          new Expression.InRange(
                              RegisterValue.ofNetworkNumber(100),
                              RegisterValue.ofNetworkNumber(115)),
                          new Judge(new Verdict.Jump("other"))),
                      ChainRule.of(
                          new LoadMeta(MetaKey.INPUT_NAME),
                          Compare.equalTo(RegisterValue.ofLinkName("eth1")),
                          new LoadMeta(MetaKey.MARK),
                          Bitwise.replace(0x7f, 1),
                          new Expression.StoreMark(),
                          new Judge(new Verdict.Accept())),
                      ChainRule.of(
                          new LoadConntrack(ConntrackKey.DIRECTION),
                          Compare.equalTo(RegisterValue.ofBytes((byte) 1)),
                          new LoadConntrack(ConntrackKey.ORIGINAL_DESTINATION),
                          Compare.equalTo(
                              RegisterValue.ofBytes((byte) 10, (byte) 1, (byte) 0, (byte) 5)),
                          new Judge(new Verdict.Goto("other"))),
                      ChainRule.of(
                          new LoadConntrack(ConntrackKey.STATE),
                          Bitwise.and(ConntrackKey.STATE_NEW),
                          Compare.notEqualTo(RegisterValue.ofNumber(0)),
                          Expression.Count.fresh(),
                          new Judge(new Verdict.Drop())))),
              new Chain(
                  "post",
                  new Hook(Hook.Type.NAT, Hook.Point.POSTROUTING, Hook.SRCNAT + 5),
                  List.of(
                      ChainRule.of(
                          new Expression.LoadValue(
                              RegisterValue.ofBytes((byte) 10, (byte) 1, (byte) 0, (byte) 5)),
                          new Expression.SourceNat(PortChoice.FULLY_RANDOM))))));

  private FreshNamespaces namespaces;
  private NftablesSocket nftables;

  @BeforeEach
  void open() throws IOException {
    namespaces = FreshNamespaces.create();
    nftables = namespaces.host().call(NftablesSocket::open);
  }

  @AfterEach
  void close() {
    if (nftables != null) {
      nftables.close();
    }
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @Test
  void replace_thenRead_isTheSame() throws IOException {
    assertEquals(new Outcome.Done(), nftables.replace(TABLE));
    assertEquals(Optional.of(TABLE), nftables.read("berth-test").orThrow());
  }

  @Test
  void replace_again_leavesNothingOfTheFirst() throws IOException {
    assertEquals(new Outcome.Done(), nftables.replace(TABLE));
    Table smaller = new Table("berth-test", TABLE.chains().subList(0, 1));
    assertEquals(new Outcome.Done(), nftables.replace(smaller));
    assertEquals(Optional.of(smaller), nftables.read("berth-test").orThrow());
  }

  @Test
  void delete_twice_leavesNoneAndIsNoError() throws IOException {
    assertEquals(new Outcome.Done(), nftables.replace(TABLE));
    assertEquals(new Outcome.Done(), nftables.delete("berth-test"));
    assertEquals(new Outcome.Done(), nftables.delete("berth-test"));
    assertEquals(Optional.empty(), nftables.read("berth-test").orThrow());
  }

  @Test
  void jumpToAChainThatIsNotThere_leavesTheOldTableAndNamesTheRule() throws IOException {
    assertEquals(new Outcome.Done(), nftables.replace(TABLE));
    Table broken =
        new Table(
            "berth-test",
            List.of(Chain.of("a", List.of(ChainRule.of(new Judge(new Verdict.Jump("nowhere")))))));

    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, nftables.replace(broken));

    assertTrue(failed.message().contains("to chain a of table berth-test"), failed::message);
    assertTrue(failed.notFound(), failed::message);
    assertEquals(Optional.of(TABLE), nftables.read("berth-test").orThrow());
  }

  @Test
  void replace_asNftListsIt_isWhatWasMeant() throws Exception {
    Path nft = Path.of("/usr/sbin/nft");
    assumeTrue(Files.isExecutable(nft), nft + " is not there: install Debian's package nftables");
    assertEquals(new Outcome.Done(), nftables.replace(TABLE));

    String listed =
        namespaces
            .host()
            .call(() -> {
              Process process =
                  new ProcessBuilder(nft.toString(), "list", "table", "ip", "berth-test")
                      .redirectErrorStream(true)
                      .start();
              return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            });

    assertEquals(
        """
        table ip berth-test {
        \tchain other {
        \t\tip daddr 10.1.0.0/16 return
        \t\tfib daddr type local return
        \t\tct mark set ct mark | 0x00000080
        \t}

        \tchain pre {
        \t\ttype filter hook prerouting priority dstnat + 10; policy accept;
        \t\tiifgroup 100-115 jump other
        \t\tiifname "eth1" meta mark set meta mark & 0xffffff81 | 0x00000001 accept
        \t\tct direction reply ct original ip daddr 10.1.0.5 goto other
        \t\tct state new counter packets 0 bytes 0 drop
        \t}

        \tchain post {
        \t\ttype nat hook postrouting priority srcnat + 5; policy accept;
        \t\tsnat to 10.1.0.5 fully-random
        \t}
        }
        """,
        listed);
  }
}

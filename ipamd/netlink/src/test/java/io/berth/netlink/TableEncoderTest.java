package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.netlink.nftables.Chain;
import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.Hook;
import io.berth.netlink.nftables.MetaKey;
import io.berth.netlink.nftables.RegisterValue;
import io.berth.netlink.nftables.Table;
import io.berth.netlink.nftables.Verdict;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: a table becomes exactly the bytes that the kernel's headers describe. Method: golden bytes,
/// put together by hand from `linux/netfilter/nfnetlink.h` and `linux/netfilter/nf_tables.h`.
class TableEncoderTest {

  private static final String BEGIN = "14000000 1000 0100 01000000 00000000 00 00 000a";

  @Test
  void delete_makesTheTableFirst() {
    TableEncoder.Encoded encoded = TableEncoder.delete("t", 1);

    assertEquals(
        Bytes.normalized(
            BEGIN
                + """
                1c000000 000a 0104 02000000 00000000 02 00 0000
                  0600 0100 7400 0000
                1c000000 020a 0500 03000000 00000000 02 00 0000
                  0600 0100 7400 0000
                14000000 1100 0100 04000000 00000000 00 00 000a
                """),
        text(encoded));
  }

  @Test
  void replace_chainWithHookAndRule_nestsThem() {
    Chain chain =
        new Chain(
            "c",
            new Hook(Hook.Type.FILTER, Hook.Point.PREROUTING, Hook.RAW),
            List.of(
                ChainRule.of(
                    new Expression.LoadMeta(MetaKey.INPUT_GROUP),
                    Expression.Compare.equalTo(RegisterValue.ofNumber(101)),
                    new Expression.Judge(new Verdict.Drop()))));

    assertEquals(
        Bytes.normalized(
            BEGIN
                + """
                    1c000000 000a 0104 02000000 00000000 02 00 0000
                      0600 0100 7400 0000
                    1c000000 020a 0100 03000000 00000000 02 00 0000
                      0600 0100 7400 0000
                    1c000000 000a 0104 04000000 00000000 02 00 0000
                      0600 0100 7400 0000
                    44000000 030a 0104 05000000 00000000 02 00 0000
                      0600 0100 7400 0000
                      0600 0300 6300 0000
                      1400 0480
                        0800 0100 00000000
                        0800 0200 fffffed4
                      0b00 0700 66696c74657200 00
                    a8000000 060a 050c 06000000 00000000 02 00 0000
                      0600 0100 7400 0000
                      0600 0200 6300 0000
                      8400 0480
                        2400 0180
                          0900 0100 6d65746100 000000
                          1400 0280
                            0800 0100 00000001
                            0800 0200 00000015
                        2c00 0180
                          0800 0100 636d7000
                          2000 0280
                            0800 0100 00000001
                            0800 0200 00000000
                            0c00 0380 0800 0100 65000000
                        3000 0180
                      0e00 0100 696d6d65646961746500 0000
                      1c00 0280
                        0800 0100 00000000
                        1000 0280
                          0c00 0280
                            0800 0100 00000000
                14000000 1100 0100 07000000 00000000 00 00 000a
                """),
        text(TableEncoder.replace(new Table("t", List.of(chain)), 1)));
  }

  @Test
  void replace_tooManyRules_isRefusedWithTheBound() {
    ChainRule rule = ChainRule.of(Expression.Count.fresh());
    Table table = new Table("t", List.of(Chain.of("c", Collections.nCopies(5_000, rule))));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> TableEncoder.replace(table, 1));
    assertEquals("table t does not fit a transaction of 163840 bytes", thrown.getMessage());
  }

  @Test
  void asked_namesRuleAndChain() {
    ChainRule rule = ChainRule.of(Expression.Count.fresh());
    List<String> asked =
        TableEncoder.replace(new Table("t", List.of(Chain.of("c", List.of(rule)))), 1).asked();
    assertTrue(asked.get(5).startsWith("add rule 1 (Count["), asked::toString);
    assertTrue(asked.get(5).endsWith(" to chain c of table t"), asked::toString);
  }

  private static String text(TableEncoder.Encoded encoded) {
    byte[] bytes = new byte[encoded.bytes().remaining()];
    encoded.bytes().get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

package io.berth.netlink;

import static io.berth.netlink.Nfnetlink.*;

import io.berth.netlink.nftables.Chain;
import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.Hook;
import io.berth.netlink.nftables.Table;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Turns a table into the messages of one transaction.
final class TableEncoder {

  /// Most bytes of a transaction: it goes in one send, which the default send buffer of 208 KiB
  /// must hold. About 500 rules.
  static final int MAX_BYTES = 160 * 1024;

  private static final int PLAIN = Rtnetlink.NLM_F_REQUEST;
  private static final int CREATE = PLAIN | Rtnetlink.NLM_F_CREATE;

  /// A transaction, ready to be sent.
  ///
  /// @param bytes its messages, from position 0 to the limit
  /// @param asked what each message asks, the opening one first; message i has the number of the
  ///   first plus i
  record Encoded(ByteBuffer bytes, List<String> asked) {}

  private final MessageWriter writer;
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
  private final List<String> asked = new ArrayList<>();
  private final int firstSequence;

  private TableEncoder(int firstSequence) {
    this.firstSequence = firstSequence;
    this.writer = new MessageWriter(buffer);
  }

  /// A transaction that makes this table all that there is under its name. Creating it first lets
  /// the deletion succeed on a node that has none.
  ///
  /// @throws IllegalArgumentException when the table does not fit [#MAX_BYTES]
  static Encoded replace(Table table, int firstSequence) {
    try {
      TableEncoder encoder = new TableEncoder(firstSequence);
      encoder.begin();
      encoder.table(NEWTABLE, CREATE, table.name(), "make");
      encoder.table(DELTABLE, PLAIN, table.name(), "empty");
      encoder.table(NEWTABLE, CREATE, table.name(), "make");
      table.chains().forEach(chain -> encoder.chain(table.name(), chain));
      for (Chain chain : table.chains()) {
        for (int i = 0; i < chain.rules().size(); i++) {
          encoder.rule(table.name(), chain, i);
        }
      }
      return encoder.end();
    } catch (BufferOverflowException e) {
      throw new IllegalArgumentException(
          "table " + table.name() + " does not fit a transaction of " + MAX_BYTES + " bytes", e);
    }
  }

  /// A transaction that removes the table of that name, whether it is there or not.
  static Encoded delete(String name, int firstSequence) {
    TableEncoder encoder = new TableEncoder(firstSequence);
    encoder.begin();
    encoder.table(NEWTABLE, CREATE, name, "make");
    encoder.table(DELTABLE, PLAIN, name, "remove");
    return encoder.end();
  }

  private void begin() {
    message(BATCH_BEGIN, PLAIN, 0, SUBSYSTEM_NFTABLES, "change nftables");
    writer.end();
  }

  /// The last message that changes something asks for an acknowledgement: it comes when the whole
  /// is through.
  private Encoded end() {
    writer.addFlags(Rtnetlink.NLM_F_ACK);
    message(BATCH_END, PLAIN, 0, SUBSYSTEM_NFTABLES, "change nftables");
    writer.end();
    return new Encoded(buffer.flip(), List.copyOf(asked));
  }

  private void table(int type, int flags, String name, String verb) {
    message(type, flags, FAMILY_IP, 0, verb + " nftables table " + name);
    writer.attribute(TABLE_NAME, name);
    writer.end();
  }

  private void chain(String table, Chain chain) {
    message(NEWCHAIN, CREATE, FAMILY_IP, 0, "make chain " + chain.name() + " of table " + table);
    writer.attribute(CHAIN_TABLE, table).attribute(CHAIN_NAME, chain.name());
    Hook hook = chain.hook();
    if (hook != null) {
      int nested = writer.open(CHAIN_HOOK | NLA_F_NESTED);
      writer
          .networkAttribute(HOOK_NUMBER, hook.point().number())
          .networkAttribute(HOOK_PRIORITY, hook.priority());
      writer.close(nested);
      writer.attribute(CHAIN_TYPE, hook.type().word());
    }
    writer.end();
  }

  private void rule(String table, Chain chain, int number) {
    ChainRule rule = chain.rules().get(number);
    message(
        NEWRULE,
        CREATE | NLM_F_APPEND,
        FAMILY_IP,
        0,
        "add rule %d (%s) to chain %s of table %s"
            .formatted(number + 1, rule, chain.name(), table));
    writer.attribute(RULE_TABLE, table).attribute(RULE_CHAIN, chain.name());
    int expressions = writer.open(RULE_EXPRESSIONS | NLA_F_NESTED);
    ExpressionEncoder encoder = new ExpressionEncoder(writer);
    rule.expressions().forEach(encoder::encode);
    writer.close(expressions);
    writer.end();
  }

  /// `struct nfgenmsg` behind the message header.
  private void message(int type, int flags, int family, int resource, String words) {
    writer.begin(type, flags, firstSequence + asked.size());
    writer.u8(family).u8(0).u8(resource >> 8).u8(resource);
    asked.add(words);
  }
}

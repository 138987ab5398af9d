package io.berth.netlink;

import static io.berth.netlink.Nfnetlink.*;

import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.Hook;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question about nftables, and how its answer is read.
///
/// @param words what is asked, in words that fit after "cannot"
/// @param requestType the type of the request
/// @param replyType the type of the messages that describe objects
/// @param table the table to which the kernel restricts the answer, or `null`
/// @param decoder reads such a message
record NftablesQuery<T>(
    String words,
    int requestType,
    int replyType,
    @Nullable String table,
    ObjectDecoder.Decoder<T> decoder) {

  /// A chain as the kernel reported it.
  record ChainSeen(String table, String name, @Nullable Hook hook) {}

  /// A rule as the kernel reported it.
  record RuleSeen(String table, String chain, ChainRule rule) {}

  void encode(int sequence, ByteBuffer buffer) {
    MessageWriter writer = new MessageWriter(buffer);
    writer.begin(requestType, Rtnetlink.NLM_F_REQUEST | Rtnetlink.NLM_F_DUMP, sequence);
    writer.u8(FAMILY_IP).u8(0).u16(0);
    if (table != null) {
      writer.attribute(RULE_TABLE, table);
    }
    writer.end();
  }

  /// All chains; the kernel cannot be asked for one table's.
  static NftablesQuery<ChainSeen> chains() {
    return new NftablesQuery<>(
        "list nftables chains", GETCHAIN, NEWCHAIN, null, NftablesQuery::chain);
  }

  static NftablesQuery<RuleSeen> rules(String table) {
    return new NftablesQuery<>(
        "list the rules of nftables table " + table, GETRULE, NEWRULE, table, NftablesQuery::rule);
  }

  /// `null` for a chain whose hook is of a kind that [Hook] does not know.
  static @Nullable ChainSeen chain(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(HEADER_BYTES);
    String table = "";
    String name = "";
    String type = "";
    int point = -1;
    int priority = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case CHAIN_TABLE -> table = attributes.text();
        case CHAIN_NAME -> name = attributes.text();
        case CHAIN_TYPE -> type = attributes.text();
        case CHAIN_HOOK -> {
          Attributes hook = attributes.nested();
          while (hook.next()) {
            switch (hook.type()) {
              case HOOK_NUMBER -> point = hook.networkU32();
              case HOOK_PRIORITY -> priority = hook.networkU32();
              default -> {}
            }
          }
        }
        default -> {}
      }
    }
    if (point < 0) {
      return new ChainSeen(table, name, null);
    }
    for (Hook.Type known : Hook.Type.values()) {
      for (Hook.Point moment : Hook.Point.values()) {
        if (known.word().equals(type) && moment.number() == point) {
          return new ChainSeen(table, name, new Hook(known, moment, priority));
        }
      }
    }
    return null;
  }

  /// `null` for a rule without expressions.
  static @Nullable RuleSeen rule(Message message) throws MalformedMessageException {
    Attributes attributes = message.attributes(HEADER_BYTES);
    String table = "";
    String chain = "";
    List<Expression> expressions = new ArrayList<>();
    while (attributes.next()) {
      switch (attributes.type()) {
        case RULE_TABLE -> table = attributes.text();
        case RULE_CHAIN -> chain = attributes.text();
        case RULE_EXPRESSIONS -> {
          Attributes list = attributes.nested();
          while (list.next()) {
            expressions.add(ExpressionDecoder.decode(list.nested()));
          }
        }
        default -> {}
      }
    }
    return expressions.isEmpty() ? null : new RuleSeen(table, chain, new ChainRule(expressions));
  }
}

package io.berth.netlink;

import static io.berth.netlink.Nfnetlink.*;

import io.berth.netlink.nftables.ConntrackKey;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.MetaKey;
import io.berth.netlink.nftables.PortChoice;
import io.berth.netlink.nftables.RegisterValue;
import io.berth.netlink.nftables.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the expressions of a rule, the inverse of [ExpressionEncoder]. What that one would not
/// write so, such as another register, is [Expression.Unknown].
final class ExpressionDecoder {
  private final Map<Integer, byte[]> values = new HashMap<>();

  private ExpressionDecoder(Attributes data) throws MalformedMessageException {
    while (data.next()) {
      values.put(data.type(), data.bytes());
    }
  }

  /// @param element the inside of one element of a rule's list
  static Expression decode(Attributes element) throws MalformedMessageException {
    String name = "";
    ExpressionDecoder data = null;
    while (element.next()) {
      switch (element.type()) {
        case EXPRESSION_NAME -> name = element.text();
        case EXPRESSION_DATA -> data = new ExpressionDecoder(element.nested());
        default -> {}
      }
    }
    Expression known = data == null ? null : data.expression(name);
    return known == null ? new Expression.Unknown(name) : known;
  }

  private @Nullable Expression expression(String name) throws MalformedMessageException {
    return switch (name) {
      case "meta" -> meta();
      case "ct" -> conntrack();
      case "payload" -> payload();
      case "fib" ->
          number(FIB_RESULT) == FIB_RESULT_ADDRTYPE && (number(FIB_FLAGS) & FIB_F_DADDR) != 0
              ? new Expression.LoadDestinationType((number(FIB_FLAGS) & FIB_F_IIF) != 0)
              : null;
      case "cmp" ->
          number(CMP_OPERATOR) == CMP_EQ || number(CMP_OPERATOR) == CMP_NEQ
              ? new Expression.Compare(number(CMP_OPERATOR) == CMP_EQ, value(CMP_DATA))
              : null;
      case "range" -> new Expression.InRange(value(RANGE_FROM), value(RANGE_TO));
      case "byteorder" -> new Expression.ToNetworkOrder();
      case "bitwise" -> bitwise();
      case "immediate" ->
          number(IMMEDIATE_DREG) == VERDICT_REGISTER
              ? verdict()
              : new Expression.LoadValue(value(IMMEDIATE_DATA));
      case "nat" -> sourceNat();
      case "counter" ->
          new Expression.Count(longNumber(COUNTER_PACKETS), longNumber(COUNTER_BYTES));
      default -> null;
    };
  }

  private @Nullable Expression meta() {
    boolean load = values.containsKey(META_DREG);
    for (MetaKey key : MetaKey.values()) {
      if (key.number() == number(META_KEY)) {
        return load
            ? new Expression.LoadMeta(key)
            : key == MetaKey.MARK ? new Expression.StoreMark() : null;
      }
    }
    return null;
  }

  private @Nullable Expression conntrack() {
    boolean load = values.containsKey(CT_DREG);
    for (ConntrackKey key : ConntrackKey.values()) {
      if (key.number() == number(CT_KEY)) {
        return load
            ? new Expression.LoadConntrack(key)
            : key == ConntrackKey.MARK ? new Expression.StoreConntrackMark() : null;
      }
    }
    return null;
  }

  private @Nullable Expression payload() {
    int offset = number(PAYLOAD_OFFSET);
    int length = number(PAYLOAD_LENGTH);
    boolean fits = offset >= 0 && length >= 1 && length <= RegisterValue.MAX_BYTES;
    boolean known =
        number(PAYLOAD_BASE) == PAYLOAD_NETWORK_HEADER && number(PAYLOAD_DREG) == REGISTER;
    return fits && known ? new Expression.LoadPayload(offset, length) : null;
  }

  private @Nullable Expression bitwise() throws MalformedMessageException {
    if (!values.containsKey(BITWISE_MASK) || !values.containsKey(BITWISE_XOR)) {
      return null; // a shift
    }
    RegisterValue mask = value(BITWISE_MASK);
    RegisterValue xor = value(BITWISE_XOR);
    return mask.length() == xor.length() ? new Expression.Bitwise(mask, xor) : null;
  }

  private @Nullable Expression sourceNat() {
    // The kernel says of itself that there is a range of addresses.
    int flags = values.containsKey(NAT_FLAGS) ? number(NAT_FLAGS) & ~1 : 0;
    for (PortChoice ports : PortChoice.values()) {
      if (ports.flags() == flags && number(NAT_TYPE) == NAT_SNAT) {
        return new Expression.SourceNat(ports);
      }
    }
    return null;
  }

  private @Nullable Expression verdict() throws MalformedMessageException {
    Attributes verdict = inside(IMMEDIATE_DATA, DATA_VERDICT).nested();
    int code = Integer.MIN_VALUE;
    String chain = "";
    while (verdict.next()) {
      switch (verdict.type()) {
        case VERDICT_CODE -> code = verdict.networkU32();
        case VERDICT_CHAIN -> chain = verdict.text();
        default -> {}
      }
    }
    return switch (code) {
      case NF_ACCEPT -> new Expression.Judge(new Verdict.Accept());
      case NF_DROP -> new Expression.Judge(new Verdict.Drop());
      case NFT_RETURN -> new Expression.Judge(new Verdict.Return());
      case NFT_JUMP -> new Expression.Judge(new Verdict.Jump(chain));
      case NFT_GOTO -> new Expression.Judge(new Verdict.Goto(chain));
      default -> null;
    };
  }

  private RegisterValue value(int type) throws MalformedMessageException {
    byte[] bytes = inside(type, DATA_VALUE).bytes();
    if (bytes.length == 0 || bytes.length > RegisterValue.MAX_BYTES) {
      throw new MalformedMessageException("a value of " + bytes.length + " bytes");
    }
    return RegisterValue.ofBytes(bytes);
  }

  /// The cursor on the first attribute of that type inside a nested one.
  private Attributes inside(int outer, int inner) throws MalformedMessageException {
    byte[] bytes = bytes(outer);
    Attributes nested =
        new Attributes(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    while (nested.next()) {
      if (nested.type() == inner) {
        return nested;
      }
    }
    throw new MalformedMessageException("attribute " + outer + " has no attribute " + inner);
  }

  private byte[] bytes(int type) {
    return values.getOrDefault(type, new byte[0]);
  }

  /// -1 when it is missing or has another length, which no known value is.
  private int number(int type) {
    byte[] bytes = bytes(type);
    return bytes.length == 4 ? ByteBuffer.wrap(bytes).getInt() : -1;
  }

  private long longNumber(int type) {
    byte[] bytes = bytes(type);
    return bytes.length == 8 ? ByteBuffer.wrap(bytes).getLong() : 0;
  }
}

package io.berth.netlink;

import static io.berth.netlink.Nfnetlink.*;

import io.berth.netlink.nftables.ConntrackKey;
import io.berth.netlink.nftables.Expression;
import io.berth.netlink.nftables.MetaKey;
import io.berth.netlink.nftables.RegisterValue;
import io.berth.netlink.nftables.Verdict;

/// Writes the expressions of a rule.
final class ExpressionEncoder {
  private final MessageWriter writer;

  ExpressionEncoder(MessageWriter writer) {
    this.writer = writer;
  }

  void encode(Expression expression) {
    switch (expression) {
      case Expression.LoadMeta(var key) ->
          element("meta", () -> number(META_DREG, REGISTER).number(META_KEY, key.number()));
      case Expression.StoreMark() ->
          element(
              "meta", () -> number(META_KEY, MetaKey.MARK.number()).number(META_SREG, REGISTER));
      case Expression.LoadConntrack(ConntrackKey key) -> element("ct", () -> conntrack(key));
      case Expression.StoreConntrackMark() ->
          element("ct", () -> number(CT_KEY, ConntrackKey.MARK.number()).number(CT_SREG, REGISTER));
      case Expression.LoadPayload(int offset, int length) ->
          element(
              "payload",
              () ->
                  number(PAYLOAD_DREG, REGISTER)
                      .number(PAYLOAD_BASE, PAYLOAD_NETWORK_HEADER)
                      .number(PAYLOAD_OFFSET, offset)
                      .number(PAYLOAD_LENGTH, length));
      case Expression.LoadDestinationType(boolean onInputLink) ->
          element(
              "fib",
              () ->
                  number(FIB_DREG, REGISTER)
                      .number(FIB_RESULT, FIB_RESULT_ADDRTYPE)
                      .number(FIB_FLAGS, onInputLink ? FIB_F_DADDR | FIB_F_IIF : FIB_F_DADDR));
      case Expression.Compare(boolean equal, RegisterValue value) ->
          element(
              "cmp",
              () ->
                  number(CMP_SREG, REGISTER)
                      .number(CMP_OPERATOR, equal ? CMP_EQ : CMP_NEQ)
                      .value(CMP_DATA, value));
      case Expression.InRange(RegisterValue from, RegisterValue to) ->
          element(
              "range",
              () ->
                  number(RANGE_SREG, REGISTER)
                      .number(RANGE_OPERATOR, 0)
                      .value(RANGE_FROM, from)
                      .value(RANGE_TO, to));
      case Expression.ToNetworkOrder() ->
          element(
              "byteorder",
              () ->
                  number(BYTEORDER_SREG, REGISTER)
                      .number(BYTEORDER_DREG, REGISTER)
                      .number(BYTEORDER_OPERATOR, BYTEORDER_HTON)
                      .number(BYTEORDER_LENGTH, 4)
                      .number(BYTEORDER_SIZE, 4));
      case Expression.Bitwise(RegisterValue mask, RegisterValue xor) ->
          element(
              "bitwise",
              () ->
                  number(BITWISE_SREG, REGISTER)
                      .number(BITWISE_DREG, REGISTER)
                      .number(BITWISE_LENGTH, mask.length())
                      .value(BITWISE_MASK, mask)
                      .value(BITWISE_XOR, xor));
      case Expression.LoadValue(RegisterValue value) ->
          element("immediate", () -> number(IMMEDIATE_DREG, REGISTER).value(IMMEDIATE_DATA, value));
      case Expression.Judge(Verdict verdict) -> element("immediate", () -> verdict(verdict));
      case Expression.SourceNat(var ports) ->
          element(
              "nat",
              () -> {
                number(NAT_TYPE, NAT_SNAT).number(NAT_FAMILY, FAMILY_IP);
                number(NAT_ADDRESS_SREG, REGISTER);
                if (ports.flags() != 0) {
                  number(NAT_FLAGS, ports.flags());
                }
              });
      case Expression.Count _ -> element("counter", () -> {});
      case Expression.Unknown(String name) ->
          throw new IllegalArgumentException(
              "expression '" + name + "' was read from the kernel and cannot be written");
    }
  }

  private void conntrack(ConntrackKey key) {
    number(CT_DREG, REGISTER).number(CT_KEY, key.number());
    if (key == ConntrackKey.ORIGINAL_DESTINATION) {
      writer.attribute8(CT_DIRECTION, 0);
    }
  }

  private void verdict(Verdict verdict) {
    number(IMMEDIATE_DREG, VERDICT_REGISTER);
    int data = nested(IMMEDIATE_DATA);
    int inner = nested(DATA_VERDICT);
    switch (verdict) {
      case Verdict.Accept() -> number(VERDICT_CODE, NF_ACCEPT);
      case Verdict.Drop() -> number(VERDICT_CODE, NF_DROP);
      case Verdict.Return() -> number(VERDICT_CODE, NFT_RETURN);
      case Verdict.Jump(String chain) -> {
        number(VERDICT_CODE, NFT_JUMP);
        writer.attribute(VERDICT_CHAIN, chain);
      }
      case Verdict.Goto(String chain) -> {
        number(VERDICT_CODE, NFT_GOTO);
        writer.attribute(VERDICT_CHAIN, chain);
      }
    }
    writer.close(inner);
    writer.close(data);
  }

  private void element(String name, Runnable data) {
    int element = nested(LIST_ELEMENT);
    writer.attribute(EXPRESSION_NAME, name);
    int inner = nested(EXPRESSION_DATA);
    data.run();
    writer.close(inner);
    writer.close(element);
  }

  private ExpressionEncoder number(int type, int value) {
    writer.networkAttribute(type, value);
    return this;
  }

  private ExpressionEncoder value(int type, RegisterValue value) {
    int data = nested(type);
    writer.attribute(DATA_VALUE, value.bytes());
    writer.close(data);
    return this;
  }

  private int nested(int type) {
    return writer.open(type | NLA_F_NESTED);
  }
}

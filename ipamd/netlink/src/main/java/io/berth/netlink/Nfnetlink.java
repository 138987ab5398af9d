package io.berth.netlink;

/// Numbers of the kernel's interface: `linux/netfilter/nfnetlink.h`, `linux/netfilter/nf_tables.h`.
final class Nfnetlink {
  static final int NETLINK_NETFILTER = 12;

  /// `struct nfgenmsg`.
  static final int HEADER_BYTES = 4;

  static final int BATCH_BEGIN = 0x10;
  static final int BATCH_END = 0x11;
  static final int SUBSYSTEM_NFTABLES = 10;
  static final int FAMILY_IP = 2;

  private static final int NFTABLES = SUBSYSTEM_NFTABLES << 8;
  static final int NEWTABLE = NFTABLES;
  static final int GETTABLE = NFTABLES | 1;
  static final int DELTABLE = NFTABLES | 2;
  static final int NEWCHAIN = NFTABLES | 3;
  static final int GETCHAIN = NFTABLES | 4;
  static final int NEWRULE = NFTABLES | 6;
  static final int GETRULE = NFTABLES | 7;

  /// Behind what is there already, not before.
  static final int NLM_F_APPEND = 0x800;

  static final int NLA_F_NESTED = 0x8000;

  static final int TABLE_NAME = 1;
  static final int CHAIN_TABLE = 1;
  static final int CHAIN_NAME = 3;
  static final int CHAIN_HOOK = 4;
  static final int CHAIN_TYPE = 7;
  static final int HOOK_NUMBER = 1;
  static final int HOOK_PRIORITY = 2;
  static final int RULE_TABLE = 1;
  static final int RULE_CHAIN = 2;
  static final int RULE_EXPRESSIONS = 4;
  static final int LIST_ELEMENT = 1;
  static final int EXPRESSION_NAME = 1;
  static final int EXPRESSION_DATA = 2;
  static final int DATA_VALUE = 1;
  static final int DATA_VERDICT = 2;
  static final int VERDICT_CODE = 1;
  static final int VERDICT_CHAIN = 2;

  static final int VERDICT_REGISTER = 0;
  static final int REGISTER = 1;

  static final int NF_DROP = 0;
  static final int NF_ACCEPT = 1;
  static final int NFT_JUMP = -3;
  static final int NFT_GOTO = -4;
  static final int NFT_RETURN = -5;

  static final int META_DREG = 1;
  static final int META_KEY = 2;
  static final int META_SREG = 3;
  static final int CT_DREG = 1;
  static final int CT_KEY = 2;
  static final int CT_DIRECTION = 3;
  static final int CT_SREG = 4;
  static final int PAYLOAD_DREG = 1;
  static final int PAYLOAD_BASE = 2;
  static final int PAYLOAD_OFFSET = 3;
  static final int PAYLOAD_LENGTH = 4;
  static final int PAYLOAD_NETWORK_HEADER = 1;
  static final int FIB_DREG = 1;
  static final int FIB_RESULT = 2;
  static final int FIB_FLAGS = 3;
  static final int FIB_RESULT_ADDRTYPE = 3;
  static final int FIB_F_DADDR = 2;
  static final int FIB_F_IIF = 8;
  static final int CMP_SREG = 1;
  static final int CMP_OPERATOR = 2;
  static final int CMP_DATA = 3;
  static final int CMP_EQ = 0;
  static final int CMP_NEQ = 1;
  static final int RANGE_SREG = 1;
  static final int RANGE_OPERATOR = 2;
  static final int RANGE_FROM = 3;
  static final int RANGE_TO = 4;
  static final int BYTEORDER_SREG = 1;
  static final int BYTEORDER_DREG = 2;
  static final int BYTEORDER_OPERATOR = 3;
  static final int BYTEORDER_LENGTH = 4;
  static final int BYTEORDER_SIZE = 5;
  static final int BYTEORDER_HTON = 1;
  static final int BITWISE_SREG = 1;
  static final int BITWISE_DREG = 2;
  static final int BITWISE_LENGTH = 3;
  static final int BITWISE_MASK = 4;
  static final int BITWISE_XOR = 5;
  static final int IMMEDIATE_DREG = 1;
  static final int IMMEDIATE_DATA = 2;
  static final int NAT_TYPE = 1;
  static final int NAT_FAMILY = 2;
  static final int NAT_ADDRESS_SREG = 3;
  static final int NAT_FLAGS = 7;
  static final int NAT_SNAT = 0;
  static final int COUNTER_BYTES = 1;
  static final int COUNTER_PACKETS = 2;

  private Nfnetlink() {}
}

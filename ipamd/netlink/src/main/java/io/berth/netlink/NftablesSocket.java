package io.berth.netlink;

import io.berth.netlink.nftables.Chain;
import io.berth.netlink.nftables.ChainRule;
import io.berth.netlink.nftables.Table;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A `NETLINK_NETFILTER` socket for nftables: it writes and reads IPv4 tables of the network
/// namespace in which it was opened. A table is written in one transaction, so that packets meet
/// the old rules or the new ones.
///
/// What the kernel refuses comes back as a value. Not safe for use by several threads at once.
/// Calls block in native code; a transaction takes the kernel a few milliseconds.
public final class NftablesSocket implements AutoCloseable {
  private static final int CLOSED = -1;

  private int descriptor;
  private int nextSequence = 1;

  private NftablesSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// @throws SystemCallException when the kernel refuses: `EPROTONOSUPPORT` when it has no
  ///   nfnetlink
  public static NftablesSocket open() throws SystemCallException {
    int descriptor = NetlinkDescriptors.open(Nfnetlink.NETLINK_NETFILTER);
    NetlinkDescriptors.configure(descriptor, true);
    return new NftablesSocket(descriptor);
  }

  /// Makes this table all that there is under its name.
  ///
  /// @throws IllegalArgumentException when the table is larger than one send holds, some 500 rules
  public Outcome replace(Table table) {
    return perform(TableEncoder.replace(table, nextSequence));
  }

  /// Removes the table of that name; that there is none is no error.
  public Outcome delete(String table) {
    return perform(TableEncoder.delete(table, nextSequence));
  }

  /// Reads a table back, in the form in which it would be written; empty when there is none. Its
  /// sets, and chains of hooks that this library does not know, are left out.
  public Answer<Optional<Table>> read(String table) {
    return switch (list(NftablesQuery.chains())) {
      case Answer.Refused<List<NftablesQuery.ChainSeen>>(var failed) ->
          new Answer.Refused<>(failed);
      case Answer.Found<List<NftablesQuery.ChainSeen>>(var chains) ->
          switch (list(NftablesQuery.rules(table))) {
            case Answer.Refused<List<NftablesQuery.RuleSeen>>(var failed) ->
                new Answer.Refused<>(failed);
            case Answer.Found<List<NftablesQuery.RuleSeen>>(var rules) ->
                new Answer.Found<>(assembled(table, chains, rules));
          };
    };
  }

  /// Closes the descriptor; a second call does nothing.
  @Override
  public void close() {
    if (descriptor != CLOSED) {
      SystemCalls.close(descriptor);
    }
    descriptor = CLOSED;
  }

  private static Optional<Table> assembled(
      String table, List<NftablesQuery.ChainSeen> chains, List<NftablesQuery.RuleSeen> rules) {
    Map<String, List<ChainRule>> byChain =
        rules.stream()
            .filter(rule -> rule.table().equals(table))
            .collect(
                Collectors.groupingBy(
                    NftablesQuery.RuleSeen::chain,
                    Collectors.mapping(NftablesQuery.RuleSeen::rule, Collectors.toList())));
    List<Chain> all = new ArrayList<>();
    for (NftablesQuery.ChainSeen seen : chains) {
      if (seen.table().equals(table)) {
        all.add(new Chain(seen.name(), seen.hook(), byChain.getOrDefault(seen.name(), List.of())));
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(new Table(table, all));
  }

  private Outcome perform(TableEncoder.Encoded encoded) {
    requireOpen();
    int first = nextSequence;
    nextSequence += encoded.asked().size();
    Transaction transaction = new Transaction(first, encoded.asked());
    long sent = send(encoded.bytes());
    if (sent < 0) {
      transaction.fail((int) -sent, "the request could not be sent");
    }
    NativeBuffers.Messages buffers = NativeBuffers.mine().messages();
    while (true) {
      Outcome outcome = transaction.outcome();
      if (outcome != null) {
        return outcome;
      }
      long length = buffers.receive(descriptor);
      if (length < 0) {
        transaction.fail(NetlinkDescriptors.receiveError(length), "no acknowledgement came");
      } else {
        transaction.accept(buffers.received(length));
      }
    }
  }

  /// A transaction is larger than the threads' own buffers, and rare.
  private long send(ByteBuffer bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(bytes.remaining(), Long.BYTES);
      copy.asByteBuffer().put(bytes.duplicate());
      return SystemCalls.send(descriptor, copy.address(), bytes.remaining());
    }
  }

  private <T> Answer<List<T>> list(NftablesQuery<T> query) {
    requireOpen();
    return NetlinkSocket.retrying(query.words(), () -> attempt(query));
  }

  private <T> Dump<T> attempt(NftablesQuery<T> query) {
    NativeBuffers.Messages buffers = NativeBuffers.mine().messages();
    int sequence = nextSequence++;
    query.encode(sequence, buffers.emptySendBuffer());
    Dump<T> dump = new Dump<>(sequence, query.replyType(), query.decoder());
    long sent = buffers.send(descriptor);
    if (sent < 0) {
      dump.fail((int) -sent, "the request could not be sent");
    }
    while (dump.state() == Dump.State.READING) {
      long length = buffers.receive(descriptor);
      if (length < 0) {
        dump.fail(NetlinkDescriptors.receiveError(length), "no answer came");
      } else {
        dump.accept(buffers.received(length));
      }
    }
    return dump;
  }

  private void requireOpen() {
    if (descriptor == CLOSED) {
      throw new IllegalStateException("the nftables socket is closed");
    }
  }
}

package io.berth.netlink;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answers to one nftables transaction, which the kernel performs whole or not at all: a pure
/// state machine.
///
/// The acknowledgement of the message before the closing one comes last. Errors of single messages
/// come before it; an error of the whole names the opening message.
final class Transaction {
  private final int firstSequence;
  private final List<String> asked;
  private @Nullable Outcome outcome;
  private Outcome.@Nullable Failed firstFailure;

  /// @param asked what each message asks; message i has the number `firstSequence` plus i
  Transaction(int firstSequence, List<String> asked) {
    this.firstSequence = firstSequence;
    this.asked = asked;
  }

  /// What became of it, `null` while answers are missing.
  @Nullable Outcome outcome() {
    return outcome;
  }

  /// Takes in one datagram. Messages that answer none of these requests are skipped.
  void accept(ByteBuffer datagram) {
    try {
      while (outcome == null && datagram.hasRemaining()) {
        Message message = Message.next(datagram);
        int index = message.sequence() - firstSequence;
        if (message.type() == Rtnetlink.NLMSG_ERROR && index >= 0 && index < asked.size()) {
          take(index, Acknowledgement.decode(message));
        }
      }
    } catch (MalformedMessageException e) {
      fail(Errno.EBADMSG, "the acknowledgement cannot be read: " + e.getMessage());
    }
  }

  /// Ends it without an answer of the kernel's.
  void fail(int errno, String why) {
    outcome = new Outcome.Failed(errno, why, asked.getFirst());
  }

  private void take(int index, Acknowledgement verdict) {
    if (verdict.errno() != 0 && firstFailure == null) {
      firstFailure = new Outcome.Failed(verdict.errno(), verdict.extendedAck(), asked.get(index));
    }
    boolean whole = index == 0 && verdict.errno() != 0;
    if (whole || index == asked.size() - 2) {
      outcome = firstFailure == null ? new Outcome.Done() : firstFailure;
    }
  }
}

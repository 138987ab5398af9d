package io.berth.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests that went out in one send, and the verdicts that have come in: a pure state
/// machine.
final class Batch {
  private final List<? extends Request> requests;
  private final int firstSequence;
  private final @Nullable Outcome[] outcomes;
  private int outstanding;

  /// @param requests what was sent, numbered from `firstSequence` up
  Batch(List<? extends Request> requests, int firstSequence) {
    this.requests = requests;
    this.firstSequence = firstSequence;
    this.outcomes = new Outcome[requests.size()];
    this.outstanding = outcomes.length;
  }

  /// Whether every request has its outcome.
  boolean complete() {
    return outstanding == 0;
  }

  /// Takes in one datagram. Messages that answer none of these requests (late answers to earlier
  /// ones) are skipped.
  void accept(ByteBuffer datagram) {
    try {
      while (datagram.hasRemaining()) {
        Message message = Message.next(datagram);
        int index = message.sequence() - firstSequence;
        if (message.type() == Rtnetlink.NLMSG_ERROR && index >= 0 && index < outcomes.length) {
          Acknowledgement verdict = Acknowledgement.decode(message);
          settle(index, verdict.errno(), verdict.extendedAck());
        }
      }
    } catch (MalformedMessageException e) {
      failRest(Errno.EBADMSG, "the acknowledgement cannot be read: " + e.getMessage());
    }
  }

  /// Ends every request that has no outcome yet.
  void failRest(int errno, String why) {
    for (int i = 0; i < outcomes.length; i++) {
      settle(i, errno, why);
    }
  }

  /// The outcomes in the order of the requests.
  List<Outcome> outcomes() {
    List<Outcome> all = new ArrayList<>(outcomes.length);
    for (Outcome outcome : outcomes) {
      if (outcome == null) {
        throw new IllegalStateException(outstanding + " requests have no outcome yet");
      }
      all.add(outcome);
    }
    return List.copyOf(all);
  }

  private void settle(int index, int errno, String extendedAck) {
    if (outcomes[index] == null) {
      outstanding--;
      outcomes[index] =
          errno == 0
              ? new Outcome.Done()
              : new Outcome.Failed(errno, extendedAck, requests.get(index).words());
    }
  }
}

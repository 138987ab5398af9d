package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Aim: the outcome of a transaction is the first thing that went wrong, or success only when all
/// of it went through. Method: acknowledgements as kernels send them.
class TransactionTest {

  private final Transaction transaction =
      new Transaction(1, List.of("change nftables", "make table", "add rule", "change nftables"));

  @Test
  void lastAcknowledgedAlone_isDone() {
    accept(3, 0);
    assertEquals(new Outcome.Done(), transaction.outcome());
  }

  @Test
  void errorBeforeTheLastAcknowledgement_isTheOutcome() {
    accept(2, Errno.ENOENT);
    assertNull(transaction.outcome());
    accept(3, 0);
    assertEquals(new Outcome.Failed(Errno.ENOENT, "", "make table"), transaction.outcome());
  }

  @Test
  void errorOfTheOpeningMessage_endsIt() {
    accept(1, 1);
    assertEquals(new Outcome.Failed(1, "", "change nftables"), transaction.outcome());
  }

  @Test
  void answersToEarlierTransactions_areSkipped() {
    accept(0, 1);
    accept(9, 1);
    assertNull(transaction.outcome());
  }

  private void accept(int sequence, int errno) {
    transaction.accept(
        Bytes.buffer(
            "24000000 0200 0001 %02x000000 00000000 %02xffffff 14000000 0000 0000 %02x000000 00000000"
                .formatted(sequence, -errno & 0xff, sequence)
                .replace("00ffffff", "00000000")));
  }
}

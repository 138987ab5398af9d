package io.berth.netlink;

import static io.berth.netlink.Bytes.buffer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Aim: a list that changed while it was read is read again, a bounded number of times, and never
/// passed off as complete. Method: the retry rule over attempts made by hand.
class DumpRetryTest {
  private static final String INTERRUPTED = "14000000 0300 1200 01000000 00000000 00000000";
  private static final String COMPLETE = "14000000 0300 0200 01000000 00000000 00000000";
  private static final String NOT_PERMITTED = "14000000 0300 0200 01000000 00000000 ffffffff";

  @Test
  void dump_interruptedTwice_isReadAThirdTime() {
    Iterator<String> replies = List.of(INTERRUPTED, INTERRUPTED, COMPLETE).iterator();

    assertEquals(
        new Answer.Found<>(List.<Link>of()),
        NetlinkSocket.retrying("list links", () -> ended(replies.next())));
    assertEquals(false, replies.hasNext());
  }

  @Test
  void dump_interruptedAlways_isRefusedAfterTheLastAttempt() {
    AtomicInteger attempts = new AtomicInteger();

    Answer<List<Link>> answer =
        NetlinkSocket.retrying(
            "list links",
            () -> {
              attempts.incrementAndGet();
              return ended(INTERRUPTED);
            });

    assertEquals(NetlinkSocket.MAX_DUMP_ATTEMPTS, attempts.get());
    assertEquals(
        new Answer.Refused<List<Link>>(
            new Outcome.Failed(
                Errno.EAGAIN, "the list changed during each of 10 readings", "list links")),
        answer);
  }

  @Test
  void dump_failed_isNotTriedAgain() {
    Iterator<String> replies = List.of(NOT_PERMITTED).iterator();

    assertEquals(
        new Answer.Refused<List<Link>>(new Outcome.Failed(1, "", "list links")),
        NetlinkSocket.retrying("list links", () -> ended(replies.next())));
  }

  @Test
  void failedAnswer_orThrow_carriesTheNumber() {
    Answer<List<Link>> answer = new Answer.Refused<>(new Outcome.Failed(1, "", "list links"));

    SystemCallException thrown =
        org.junit.jupiter.api.Assertions.assertThrows(SystemCallException.class, answer::orThrow);

    assertEquals(1, thrown.errno());
    assertEquals("EPERM", thrown.errnoName());
    assertEquals("cannot list links: EPERM (not permitted)", thrown.getMessage());
  }

  private static Dump<Link> ended(String... datagrams) {
    Dump<Link> dump = new Dump<>(1, Rtnetlink.RTM_NEWLINK, ObjectDecoder::link);
    IntStream.range(0, datagrams.length).forEach(i -> dump.accept(buffer(datagrams[i])));
    return dump;
  }
}

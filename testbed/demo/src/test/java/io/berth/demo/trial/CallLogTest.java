package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That the callers' log tells the same after it went through the file.
class CallLogTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void read_answeredAndOpenRequests_asWritten() throws IOException {
    Path file = folder.resolve("log");
    try (CallLog log = CallLog.open(file)) {
      int add = log.begin(Verb.ADD, "c1");
      int open = log.begin(Verb.DEL, "c2");
      log.end(add, true, "10.0.0.9");
      assertEquals(2, open);
      assertEquals(2, log.lastId());
    }
    List<CallRecord> records = CallLog.read(file);
    CallRecord add = records.getFirst();
    CallRecord.Answer answer = add.answer();
    assertTrue(answer != null && answer.succeeded());
    assertEquals("10.0.0.9", answer.address());
    assertTrue(add.inFlightAt(add.begunNanos() + 1) || answer.atNanos() <= add.begunNanos() + 1);
    assertFalse(add.inFlightAt(answer.atNanos() + 1));
    CallRecord open = records.getLast();
    assertEquals(Verb.DEL, open.verb());
    assertFalse(open.succeeded());
    assertTrue(open.inFlightAt(Long.MAX_VALUE / 2 + open.begunNanos() / 2));
  }

  @Test
  void read_answerWithoutRequest_refusedWithTheLine() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "end 3 ok 10.0.0.9 77\n");
    IOException e = assertThrows(IOException.class, () -> CallLog.read(file));
    assertEquals("an answer to a request that never began: end 3 ok 10.0.0.9 77", e.getMessage());
  }
}

package io.berth.demo.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The callers' own log: a line when a request begins, a line when its answer is there, appended at
/// once. Safe for any thread.
///
/// ```
/// begin 17 ADD 3f…c2 81234567
/// end 17 ok 10.0.0.9 81299999
/// ```
final class CallLog implements AutoCloseable {

  private static final String NO_ADDRESS = "-";

  private final FileChannel file;
  private int lastId;

  private CallLog(FileChannel file) {
    this.file = file;
  }

  static CallLog open(Path path) throws IOException {
    return new CallLog(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
  }

  /// @return the request's id
  synchronized int begin(Verb verb, String container) throws IOException {
    int id = ++lastId;
    append("begin " + id + " " + verb + " " + container + " " + System.nanoTime());
    return id;
  }

  /// @param address what an ADD gave, or empty
  synchronized void end(int id, boolean succeeded, String address) throws IOException {
    append(
        "end "
            + id
            + (succeeded ? " ok " : " failed ")
            + (address.isEmpty() ? NO_ADDRESS : address)
            + " "
            + System.nanoTime());
  }

  /// The id of the last request that has begun; 0 when there is none.
  synchronized int lastId() {
    return lastId;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  /// Reads a log back.
  ///
  /// @throws IOException when a line makes no sense; the message has it
  static List<CallRecord> read(Path path) throws IOException {
    Map<Integer, CallRecord> records = new LinkedHashMap<>();
    for (String line : Files.readAllLines(path)) {
      String[] words = line.split(" ", -1);
      if (words.length != 5) {
        throw new IOException("a line of the callers' log makes no sense: " + line);
      }
      int id = Integer.parseInt(words[1]);
      long nanos = Long.parseLong(words[4]);
      if (words[0].equals("begin")) {
        records.put(id, new CallRecord(id, Verb.valueOf(words[2]), words[3], nanos, null));
      } else {
        CallRecord begun = records.get(id);
        if (begun == null) {
          throw new IOException("an answer to a request that never began: " + line);
        }
        String address = words[3].equals(NO_ADDRESS) ? "" : words[3];
        var answer = new CallRecord.Answer(words[2].equals("ok"), address, nanos);
        records.put(
            id, new CallRecord(id, begun.verb(), begun.container(), begun.begunNanos(), answer));
      }
    }
    return new ArrayList<>(records.values());
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}

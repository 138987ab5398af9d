package io.berth.ipamd.store;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalHeader;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.Journal;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The journal as an append-only file.
///
/// [#append] may be called from any thread and puts the event into a bounded queue. [#step], which
/// one thread at a time may call, takes everything queued and makes it durable with one write and
/// one sync (group commit): an idle journal adds no delay, a busy one shares the sync. When the
/// file has grown past [#COMPACT_BYTES] beyond its last snapshot, the step replaces it by a
/// snapshot.
///
/// | field | written by | read by | why that is safe |
/// |---|---|---|---|
/// | `queue` | callers of `append` | the stepping thread | a concurrent queue |
/// | `closed`, `wake` | the owner | callers of `append` | volatile |
/// | `file`, `replay` | the stepping thread | the stepping thread | confined |
public final class FileJournal implements Journal, Closeable {

  /// Appends that may wait. A node has at most some 737 pods; five events for each fit even when
  /// the disk stalls, and they take less than 2 MB.
  public static final int QUEUE_CAPACITY = 4_096;

  /// Growth after which the file is compacted. A full node's snapshot has about 150 KB; a megabyte
  /// is replayed in some ten milliseconds.
  public static final int COMPACT_BYTES = 1 << 20;

  private final Path path;
  private final JournalFile file;
  private final Closeable lock;
  private final String bootId;
  private final String instanceId;
  private final JournalReplay replay;
  private final Clock clock;
  private final JournalObserver observer;
  private final ArrayBlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private volatile Runnable wake = () -> {};
  private volatile boolean closed;
  private long compactAtBytes;

  /// One event that waits for its turn.
  private static final class Pending {

    final JournalEvent event;
    final byte[] record;
    final Consumer<@Nullable String> replyTo;

    Pending(JournalEvent event, byte[] record, Consumer<@Nullable String> replyTo) {
      this.event = event;
      this.record = record;
      this.replyTo = replyTo;
    }
  }

  FileJournal(
      Path path,
      JournalFile file,
      Closeable lock,
      JournalHeader header,
      JournalReplay replay,
      Clock clock,
      JournalObserver observer) {
    this.path = path;
    this.file = file;
    this.lock = lock;
    this.bootId = header.bootId();
    this.instanceId = header.instanceId();
    this.replay = replay;
    this.clock = clock;
    this.observer = observer;
    this.compactAtBytes = file.goodBytes() + COMPACT_BYTES;
  }

  /// Opens the journal, or makes one, and says what was in it. Never throws for what it finds.
  ///
  /// @param path the file; a lock file, a temporary file and kept damaged files lie beside it
  /// @param bootId the kernel's boot id; what another boot wrote is void
  /// @param instanceId this instance, or empty when it is not known; what another wrote is void
  public static JournalOpening open(
      Path path, String bootId, String instanceId, Clock clock, JournalObserver observer) {
    return open(new DiskStorage(), path, bootId, instanceId, clock, observer);
  }

  /// As the other, on a file system of the caller's: the simulation's, which loses and breaks
  /// things.
  public static JournalOpening open(
      Storage storage,
      Path path,
      String bootId,
      String instanceId,
      Clock clock,
      JournalObserver observer) {
    return new JournalOpener(storage, path, new JournalHeader(bootId, instanceId))
        .open(clock, observer);
  }

  @Override
  public void append(JournalEvent event, Consumer<@Nullable String> replyTo) {
    byte[] record = JournalCodec.encode(event);
    if (record == null) {
      replyTo.accept(
          "the event is larger than a record of the journal may be ("
              + JournalCodec.MAX_BODY_BYTES
              + " bytes)");
      return;
    }
    Pending pending = new Pending(event, record, replyTo);
    if (closed) {
      replyTo.accept(closedSentence());
    } else if (!queue.offer(pending)) {
      replyTo.accept(
          QUEUE_CAPACITY + " events wait for journal " + path + " already; its disk is too slow");
    } else if (closed && queue.remove(pending)) {
      // The closing thread has emptied the queue before this event came into it.
      replyTo.accept(closedSentence());
    } else {
      wake.run();
    }
  }

  /// What to do when an event has been queued, on the thread that appended it; done once at once,
  /// for what was queued before. To be called by whoever runs the steps.
  public void onAppend(Runnable action) {
    wake = action;
    action.run();
  }

  /// Makes everything queued durable and answers it. To be called by one thread at a time.
  ///
  /// @return whether there was something to do
  public boolean step() {
    List<Pending> group = new ArrayList<>();
    if (queue.drainTo(group) == 0) {
      return false;
    }
    String problem = commit(group);
    answer(group, problem);
    if (problem == null && file.goodBytes() >= compactAtBytes) {
      compact();
    }
    return true;
  }

  /// Answers everything queued, refuses what comes later and closes the file. To be called when no
  /// other thread steps.
  @Override
  public void close() {
    closed = true;
    while (step()) {
      // An event may have been queued before its caller could see that the journal is closed.
    }
    file.abandon();
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("the lock of journal " + path + " cannot be given back", e);
    }
  }

  /// Everything durable so far. To be called by the stepping thread.
  JournalState state() {
    return replay.state();
  }

  /// Replaces the file by a snapshot; `null` or one sentence.
  @Nullable String replaceFile() {
    replay.forgetCooled(clock.bootMillis());
    JournalState state = replay.state();
    String instance =
        instanceId.isEmpty() && state.identity() != null
            ? state.identity().instance().value()
            : instanceId;
    try {
      file.replace(new JournalHeader(bootId, instance), state.toEvents());
      compactAtBytes = file.goodBytes() + COMPACT_BYTES;
      return null;
    } catch (IOException e) {
      return Sentences.cannotWrite(path, e);
    }
  }

  private @Nullable String commit(List<Pending> group) {
    if (file.mustBeReplaced()) {
      String problem = replaceFile();
      if (problem != null) {
        observer.failed(group.size(), problem);
        return problem;
      }
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    group.forEach(pending -> joined.writeBytes(pending.record));
    long start = System.nanoTime();
    try {
      file.append(joined.toByteArray());
    } catch (IOException e) {
      String problem = Sentences.cannotWrite(path, e);
      observer.failed(group.size(), problem);
      return problem;
    }
    group.forEach(pending -> replay.apply(pending.event));
    observer.committed(group.size(), joined.size(), System.nanoTime() - start);
    return null;
  }

  /// Answers all, also when a consumer throws: the others wait for theirs.
  private static void answer(List<Pending> group, @Nullable String problem) {
    RuntimeException first = null;
    for (Pending pending : group) {
      try {
        pending.replyTo.accept(problem);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void compact() {
    String problem = replaceFile();
    if (problem != null) {
      observer.failed(0, problem);
      compactAtBytes = file.goodBytes() + COMPACT_BYTES;
    }
  }

  private String closedSentence() {
    return "journal " + path + " is closed because the daemon stops";
  }
}

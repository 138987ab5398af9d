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
/// On a disk that refuses, what begins something is answered as failed, and what ends something is
/// written into the room that was reserved for it ([Reserve]) or kept for later ([Owed]). On a disk
/// that does not answer, [#expire] answers in its place: what begins something is then not written
/// any more, or its end, which its owner appends, comes behind it.
///
/// | field | written by | read by | why that is safe |
/// |---|---|---|---|
/// | `queue` | callers of `append` | the stepping thread | a concurrent queue |
/// | `closed`, `wake` | the owner | callers of `append` | volatile |
/// | `writing`, `stalled` | the stepping and the expiring thread, holding `disk` | both, and callers of `append` | volatile |
/// | the rest | the stepping thread | the stepping thread | confined |
public final class FileJournal implements Journal, Closeable {

  /// Appends that may wait. A node has at most some 737 pods; five events for each fit even when
  /// the disk stalls, and they take less than 2 MB.
  public static final int QUEUE_CAPACITY = 4_096;

  /// Growth after which the file is compacted. A full node's snapshot has about 150 KB; a megabyte
  /// is replayed in some ten milliseconds.
  public static final int COMPACT_BYTES = 1 << 20;

  /// How long an event may wait before it is answered as failed: ten times what a busy disk takes
  /// for a sync, and an ADD that fails so and is undone is still answered long before the
  /// executable gives up after 115 s.
  public static final long MAX_WAIT_MILLIS = 10_000;

  private final Path path;
  private final JournalFile file;
  private final Reserve reserve;
  private final Closeable lock;
  private final String bootId;
  private final String instanceId;
  private final JournalReplay replay;
  private final Clock clock;
  private final JournalObserver observer;
  private final ArrayBlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private volatile Runnable wake = () -> {};
  private volatile boolean closed;
  private final Object disk = new Object();
  private volatile List<Pending> writing = List.of();
  private volatile long writingSinceMillis;

  /// What is wrong with a disk that has not answered for too long, otherwise `null`.
  private volatile @Nullable String stalled;

  private final Owed owed = new Owed();
  private long triedOwedMillis;
  private long compactAtBytes;

  FileJournal(
      Path path,
      JournalFile file,
      Reserve reserve,
      Closeable lock,
      JournalHeader header,
      JournalReplay replay,
      Clock clock,
      JournalObserver observer) {
    this.path = path;
    this.file = file;
    this.reserve = reserve;
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
    String stall = stalled;
    if (closed) {
      replyTo.accept(closedSentence());
    } else if (stall != null && !pending.isEnding()) {
      replyTo.accept(stall);
    } else if (!queue.offer(pending)) {
      replyTo.accept(
          QUEUE_CAPACITY + " events wait for journal " + path + " already; its disk is too slow");
    } else if (closed && queue.remove(pending)) {
      // The closing thread has emptied the queue before this event came into it.
      pending.answer(closedSentence());
    } else if (stall != null) {
      pending.answer(stall);
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
    if (queue.drainTo(group) == 0 && !mayPayOwed()) {
      return false;
    }
    group.removeIf(pending -> !pending.isWanted());
    synchronized (disk) {
      writingSinceMillis = clock.bootMillis();
      writing = List.copyOf(group);
    }
    try {
      commit(group);
    } finally {
      synchronized (disk) {
        writing = List.of();
        stalled = null;
      }
    }
    return true;
  }

  /// Whether the disk owes something that is worth another attempt; [#step] then makes it. To be
  /// called by the stepping thread.
  boolean owes() {
    return !owed.isEmpty();
  }

  private boolean mayPayOwed() {
    return owes() && clock.bootMillis() >= triedOwedMillis + Reserve.RETRY_MILLIS;
  }

  /// Answers what has waited for [#MAX_WAIT_MILLIS] as failed, if the disk is at work and does not
  /// answer. To be called about once a second, by any thread but the stepping one.
  public void expire() {
    List<Pending> overdue = new ArrayList<>();
    String sentence;
    synchronized (disk) {
      long now = clock.bootMillis();
      long running = now - writingSinceMillis;
      if (writing.isEmpty() || running < MAX_WAIT_MILLIS) {
        return;
      }
      sentence =
          "a write or sync of journal "
              + path
              + " has been running for "
              + running
              + " ms; its disk does not answer, and no event waits longer than "
              + MAX_WAIT_MILLIS
              + " ms";
      stalled = sentence;
      overdue.addAll(writing);
      overdue.addAll(queue);
    }
    overdue.removeIf(Pending::isAnswered);
    if (!overdue.isEmpty()) {
      observer.failed(overdue.size(), sentence);
      answer(overdue, sentence);
    }
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

  /// Takes the room for the ends of the leases there are; `null` or why not.
  @Nullable String reserve() {
    return reserve.cover(replay.leases());
  }

  /// Everything durable so far. To be called by the stepping thread.
  JournalState state() {
    return replay.state();
  }

  /// Replaces the file by a snapshot; `null` or one sentence.
  @Nullable String replaceFile() {
    try {
      file.replace(this::snapshot);
      compactAtBytes = file.goodBytes() + COMPACT_BYTES;
      return null;
    } catch (IOException e) {
      return Sentences.cannotWrite(path, e);
    }
  }

  private byte[] snapshot() {
    replay.forgetCooled(clock.bootMillis());
    JournalState state = replay.state();
    String instance =
        instanceId.isEmpty() && state.identity() != null
            ? state.identity().instance().value()
            : instanceId;
    return JournalFile.content(new JournalHeader(bootId, instance), state.toEvents());
  }

  private void commit(List<Pending> group) {
    List<Pending> endings = group.stream().filter(Pending::isEnding).toList();
    List<Pending> beginnings = group.stream().filter(pending -> !pending.isEnding()).toList();
    String problem = room(beginnings);
    if (problem == null) {
      problem = write(group);
    }
    if (problem == null) {
      answer(group, null);
      compactIfGrown();
      return;
    }
    triedOwedMillis = clock.bootMillis();
    String ending = writeEndings(endings);
    int refused = beginnings.size() + (ending == null ? 0 : endings.size());
    if (refused > 0) {
      observer.failed(refused, problem);
    }
    answer(beginnings, problem);
    answer(endings, ending);
  }

  /// Whether there is room for the end of every lease that there is and that is to begin.
  private @Nullable String room(List<Pending> beginnings) {
    if (beginnings.isEmpty()) {
      return null;
    }
    long leases = beginnings.stream().filter(p -> p.event instanceof JournalEvent.Leased).count();
    String problem = reserve.cover(replay.leases() + Math.toIntExact(leases));
    return problem == null ? null : "journal " + path + " cannot be written: " + problem;
  }

  private @Nullable String writeEndings(List<Pending> endings) {
    if (endings.isEmpty() && owed.isEmpty()) {
      return null;
    }
    String problem = write(endings);
    if (problem != null && reserve.giveUp()) {
      problem = write(endings);
    }
    if (problem != null) {
      endings.forEach(pending -> owed.add(pending.event, replay));
    }
    return problem;
  }

  /// Makes what is owed and then these events durable.
  ///
  /// @return `null`, or one sentence; then nothing of it is written
  private @Nullable String write(List<Pending> group) {
    if (file.mustBeReplaced()) {
      String problem = replaceFile();
      if (problem != null) {
        return problem;
      }
    }
    List<JournalEvent> events = owed.events();
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    events.forEach(event -> joined.writeBytes(JournalFile.record(event)));
    for (Pending pending : group) {
      events.add(pending.event);
      joined.writeBytes(pending.record);
    }
    if (events.isEmpty()) {
      return null;
    }
    long start = System.nanoTime();
    try {
      file.append(joined.toByteArray());
    } catch (IOException e) {
      return Sentences.cannotWrite(path, e);
    }
    events.forEach(replay::apply);
    owed.clear();
    observer.committed(events.size(), joined.size(), System.nanoTime() - start);
    return null;
  }

  /// A consumer that throws has a defect, which ends the process: nobody is answered after it.
  private static void answer(List<Pending> group, @Nullable String problem) {
    group.forEach(pending -> pending.answer(problem));
  }

  private void compactIfGrown() {
    if (file.goodBytes() < compactAtBytes) {
      return;
    }
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

package io.berth.ipamd;

import io.berth.ipam.model.Lease;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniError;
import io.berth.ipamd.cni.CniErrorCode;
import io.berth.ipamd.cni.CniHandler;
import io.berth.ipamd.cni.CniVersion;
import io.berth.wire.CniRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the deletions that wait in the spool: all of them when the daemon starts, and those of an
/// attachment before an ADD of it. All other calls pass through.
///
/// A deletion may stay in the spool although the runtime got past it: its executable was answered
/// nothing, and the DEL that the runtime repeated was. So an ADD first has every deletion of its
/// attachment served *and its file removed*; only then is there a lease that such a file could end.
/// Hence a file is never older than the lease it ends, whoever is killed when, whichever version
/// wrote the file, and without a look at any clock.
///
/// Used by one thread, that of the calls. It reads a file in the same step in which it serves it,
/// so no file that an ADD has removed is served after it.
final class Replay implements CniHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  private static final int NO_DESCRIPTOR = -1;

  private final Spool spool;
  private final CniHandler calls;

  /// Who waits for a deletion that is being served, by its file. Served twice, its second end could
  /// remove a file that was written after the ADD that followed the first.
  private final Map<Path, List<Consumer<@Nullable CniError>>> running = new HashMap<>();

  /// @param calls serves deletions and all other calls
  Replay(Spool spool, CniHandler calls) {
    this.spool = spool;
    this.calls = calls;
  }

  /// Begins to serve everything that is in the spool. The runtime was told that it had succeeded,
  /// so what fails stays for an ADD or the next start.
  void all() {
    try {
      for (Path file : spool.files()) {
        beginOne(file);
      }
    } catch (IOException e) {
      LOG.atError().setCause(e).log("the spool cannot be read");
    }
  }

  private void beginOne(Path file) {
    try {
      Spool.Entry entry = spool.read(file);
      if (entry != null) {
        begin(entry, failure -> {});
      }
    } catch (IOException e) {
      LOG.atError().addKeyValue("file", file).setCause(e).log("a spooled deletion cannot be read");
    }
  }

  @Override
  public void serve(
      CniRequest request,
      int namespaceDescriptor,
      int netlinkDescriptor,
      Consumer<CniAnswer> replyTo) {
    if ("ADD".equals(request.command())) {
      add(
          request,
          () -> calls.serve(request, namespaceDescriptor, netlinkDescriptor, replyTo),
          replyTo);
    } else {
      calls.serve(request, namespaceDescriptor, netlinkDescriptor, replyTo);
    }
  }

  /// One deletion after the other, until none is left.
  private void add(CniRequest request, Runnable add, Consumer<CniAnswer> replyTo) {
    Spool.Entry entry;
    try {
      entry = spool.next(request.containerId(), request.ifname());
    } catch (IOException e) {
      replyTo.accept(CniAnswer.failure(unreadable(e)));
      return;
    }
    if (entry == null) {
      add.run();
      return;
    }
    begin(
        entry,
        failure -> {
          if (failure == null) {
            add(request, add, replyTo);
          } else {
            replyTo.accept(CniAnswer.failure(failure));
          }
        });
  }

  /// @param then gets `null` when the deletion is done and its file gone, otherwise what an ADD is
  ///   answered that waits for it
  private void begin(Spool.Entry entry, Consumer<@Nullable CniError> then) {
    List<Consumer<@Nullable CniError>> waiting = running.get(entry.file());
    if (waiting != null) {
      waiting.add(then);
      return;
    }
    List<Consumer<@Nullable CniError>> first = new ArrayList<>();
    first.add(then);
    running.put(entry.file(), first);
    calls.serve(
        entry.request(),
        NO_DESCRIPTOR,
        NO_DESCRIPTOR,
        answer -> {
          CniError failure = end(entry, answer);
          running.remove(entry.file());
          first.forEach(next -> next.accept(failure));
        });
  }

  private @Nullable CniError end(Spool.Entry entry, CniAnswer answer) {
    int exitCode = answer.reply().exitCode();
    LOG.atInfo()
        .addKeyValue("container", entry.request().containerId())
        .addKeyValue("exitCode", exitCode)
        .log("spooled deletion replayed");
    if (exitCode != 0) {
      return blocking(entry, "fails", answer.reply().stdout());
    }
    try {
      spool.done(entry);
      return null;
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", entry.file())
          .setCause(e)
          .log("a done deletion stays in the spool");
      return blocking(entry, "cannot be removed", e.toString());
    }
  }

  private static CniError blocking(Spool.Entry entry, String what, String details) {
    return new CniError(
        CniVersion.NEWEST,
        CniErrorCode.TRY_AGAIN_LATER,
        "an earlier DEL of container "
            + entry.request().containerId()
            + ", interface "
            + entry.request().ifname()
            + ", waits in "
            + entry.file()
            + " and "
            + what
            + "; it would end this attachment later, so nothing is attached: repeat the ADD, or"
            + " remove that file if its request is wrong",
        details);
  }

  private CniError unreadable(IOException cause) {
    return new CniError(
        CniVersion.NEWEST,
        CniErrorCode.TRY_AGAIN_LATER,
        "the spool "
            + spool.folder()
            + " cannot be read, and an earlier DEL that waits there would end this attachment"
            + " later, so nothing is attached: see to the folder and repeat the ADD",
        cause.toString());
  }

  @Override
  public void delivered(Lease added) {
    calls.delivered(added);
  }

  @Override
  public void undeliverable(Lease added) {
    calls.undeliverable(added);
  }
}

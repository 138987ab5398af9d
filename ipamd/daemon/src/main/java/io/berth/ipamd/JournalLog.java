package io.berth.ipamd;

import io.berth.ipamd.store.JournalObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a person when the journal begins to refuse events and when it takes them again: once each,
/// not for every event. Safe for any thread.
final class JournalLog implements JournalObserver {

  private static final Logger LOG = LoggerFactory.getLogger(JournalLog.class);

  private final JournalObserver next;
  private boolean failing;

  /// @param next hears everything too
  JournalLog(JournalObserver next) {
    this.next = next;
  }

  @Override
  public void committed(int events, int bytes, long nanos) {
    if (changed(false)) {
      LOG.atInfo().log("the journal is written again");
    }
    next.committed(events, bytes, nanos);
  }

  @Override
  public void failed(int events, String sentence) {
    if (changed(true)) {
      LOG.atError()
          .addKeyValue("problem", sentence)
          .log(
              "the journal is not written: until it is, no pod gets an address. Pods can end; an end"
                  + " that finds no room is written later, and a restart before that sees it in the"
                  + " kernel, which has no link and no route of it any more");
    }
    next.failed(events, sentence);
  }

  private synchronized boolean changed(boolean nowFailing) {
    boolean changed = failing != nowFailing;
    failing = nowFailing;
    return changed;
  }
}

package io.berth.ipam.reconcile;

/// The control loop's [Mailbox], for tests in other packages.
public final class OpenMailbox {

  private final Mailbox mailbox;

  /// @param wake is run after each message is queued
  public OpenMailbox(Runnable wake) {
    mailbox = new Mailbox(wake);
  }

  public void post(Runnable message) {
    mailbox.post(message);
  }

  public void drain() {
    mailbox.drain();
  }
}

package io.berth.ipam.reconcile;

import io.berth.ipam.model.Eni;
import io.berth.ipam.model.Portions;

/// What the control loop knows and does about one attached ENI. Owned by the control thread.
final class EniRecord {

  Eni eni;
  final long sinceMillis;

  /// Its link is set up, so its addresses can carry traffic.
  boolean linkReady;

  /// Attempts to set up the link so far, for the wait before the next.
  int linkAttempts;

  /// A request to set up the link is running or its retry is due later.
  boolean linkPending;

  long linkRetryMillis;

  /// Asked for and not answered.
  final PortionCount assigning = new PortionCount();

  /// Those of them whose call had no answer: EC2 may have given them or not.
  final PortionCount uncertain = new PortionCount();

  /// On their way back to EC2.
  Portions unassigning = Portions.NONE;

  /// Takes no new pods, and goes when it is empty.
  boolean draining;

  /// On its way out; takes no new pods.
  boolean removing;

  /// The last call's answer was lost: look at EC2 before touching it again.
  boolean suspect;

  /// When the last change of ours was folded in; a look that began earlier says nothing about it.
  long changedMillis;

  /// When the addresses it came with may be leased.
  long usableMillis;

  /// Looks in a row that did not show it.
  int missing;

  EniRecord(Eni eni, long sinceMillis) {
    this.eni = eni;
    this.sinceMillis = sinceMillis;
    this.changedMillis = sinceMillis;
    this.usableMillis = sinceMillis;
  }

  void add(Portions gained, long nowMillis) {
    eni = eni.withPortions(eni.portions().plus(gained));
    changedMillis = nowMillis;
  }

  void drop(Portions lost, long nowMillis) {
    eni = eni.withPortions(eni.portions().minus(lost));
    changedMillis = nowMillis;
  }
}

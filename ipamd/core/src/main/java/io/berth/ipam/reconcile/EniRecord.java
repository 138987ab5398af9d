package io.berth.ipam.reconcile;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the control loop knows and does about one attached ENI. Owned by the control thread.
final class EniRecord {

  Eni eni;
  final long sinceMillis;

  /// Its link is set up, so its addresses can carry traffic.
  boolean linkReady;

  /// An earlier process has attached it, and may have died before it set the link up: that is done
  /// once more, while the addresses serve.
  boolean linkUnproven;

  /// EC2 has said twice that it is not attached any more, but pods still have its addresses.
  /// Drained until it is shown again.
  boolean vanished;

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

  /// When the last change of ours was answered, or its answer was lost. A look that began earlier
  /// says nothing about it, and one that began soon after may not show it yet.
  long changedMillis;

  /// When the addresses it came with may be leased.
  long usableMillis;

  /// Addresses given back lately.
  private final Departures<IpAddress> departures = new Departures<>();

  /// A call that repairs one of its traits is in flight.
  boolean repairing;

  /// When a trait was last repaired; a look that began earlier, or soon after, may not show it.
  private long repairedMillis = Long.MIN_VALUE;

  /// The journal may say something else of it than this record.
  boolean unwritten;

  private @Nullable EniTraits traits;

  EniRecord(Eni eni, long sinceMillis) {
    this.eni = eni;
    this.sinceMillis = sinceMillis;
    this.changedMillis = sinceMillis;
    this.usableMillis = sinceMillis;
  }

  void add(Portions gained, long nowMillis) {
    names(gained).forEach(departures::remove);
    eni = eni.withPortions(eni.portions().plus(gained));
    changedMillis = nowMillis;
  }

  void drop(Portions lost, long nowMillis) {
    names(lost).forEach(name -> departures.add(name, nowMillis));
    eni = eni.withPortions(eni.portions().minus(lost));
    changedMillis = nowMillis;
  }

  /// Portions that were not given back by us since a moment.
  Portions notDeparted(Portions portions, long sinceMillis) {
    return new Portions(
        portions.singles().stream().filter(a -> !departures.since(a, sinceMillis)).toList(),
        portions.prefixes().stream()
            .filter(prefix -> !departures.since(prefix.network(), sinceMillis))
            .toList());
  }

  /// A prefix goes by its network address.
  private static Stream<IpAddress> names(Portions portions) {
    return Stream.concat(
        portions.singles().stream(), portions.prefixes().stream().map(Cidr::network));
  }

  /// What EC2 told of it; `null` after a restart until EC2 has answered.
  @Nullable EniTraits traits() {
    return traits;
  }

  /// A look at EC2 shows these traits.
  ///
  /// @param settledMillis what was repaired before shows in the look
  void described(EniTraits seen, long settledMillis) {
    if (repairedMillis < settledMillis) {
      traits = seen;
    }
  }

  void repaired(EniTraits changed, long nowMillis) {
    traits = changed;
    repairedMillis = nowMillis;
  }

  /// Whether it may be given back to EC2 when it is empty: never before EC2 has told what it is
  /// for.
  boolean removable() {
    return traits != null && traits.type() == EniType.ORDINARY;
  }
}

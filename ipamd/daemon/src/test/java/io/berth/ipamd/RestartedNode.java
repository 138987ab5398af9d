package io.berth.ipamd;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.lease.Demands;
import io.berth.ipam.lease.Grant;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.lease.LeaseSettings;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.Clock;
import io.berth.ipam.port.FakeKernel;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniDefaults;
import io.berth.ipamd.cni.CniService;
import io.berth.wire.CniRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Journal, kernel and spool of one node, and the daemon that serves it, which can be killed and
/// started anew between two calls. Everything answers at once.
final class RestartedNode {

  private static final EniId ENI = new EniId("eni-1");

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long bootMillis() {
          return 1_000;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  private static final Demands NO_DEMANDS =
      new Demands() {
        @Override
        public boolean anyWaiting() {
          return false;
        }

        @Override
        public void demand(long id, long deadlineBootMillis, Consumer<Grant> replyTo) {
          throw new AssertionError("there are addresses enough");
        }

        @Override
        public void withdraw(long id) {
          throw new AssertionError("nothing waits");
        }

        @Override
        public void claimed() {}

        @Override
        public void released() {}
      };

  private final Path spool;
  private final FakeKernel kernel = new FakeKernel();
  private final List<JournalEvent> journal = new ArrayList<>();
  private LeaseService leases;
  private Replay replay;

  /// A node whose first daemon has started.
  RestartedNode(Path spool) {
    this.spool = spool;
    this.leases = leases();
    this.replay = replay();
    kernel.sandbox("c1");
  }

  /// Kills the daemon and starts another, as far as leases and spool go.
  void restart() {
    leases = leases();
    replay = replay();
    look();
  }

  /// Has the daemon serve what is in the spool.
  void look() {
    replay.all();
  }

  private LeaseService leases() {
    AddressPool pool = new AddressPool();
    pool.addAddresses(
        ENI,
        IntStream.rangeClosed(1, 3).mapToObj(i -> IpAddress.parse("10.0.0." + i)).toList(),
        new InitialState.Free());
    LeaseService service =
        new LeaseService(
            pool,
            (event, replyTo) -> {
              journal.add(event);
              replyTo.accept(null);
            },
            kernel,
            CLOCK,
            NO_DEMANDS,
            Runnable::run,
            new LeaseSettings(30_000, 20_000, 2),
            eni -> 254);
    for (Lease lease : JournalReplay.replay(journal).leases().values()) {
      service.restore(lease, pool.claimExact(lease.address()), 9_001);
    }
    return service;
  }

  private Replay replay() {
    LeaseService current = leases;
    return new Replay(
        new Spool(spool), new CniService(current, current::leases, CniDefaults.INCUMBENT));
  }

  /// Calls the daemon, which answers with success.
  ///
  /// @throws AssertionError when it does not
  void call(CniRequest request) {
    List<CniAnswer> answers = new ArrayList<>();
    replay.serve(request, -1, -1, answers::add);
    if (answers.size() != 1 || answers.getFirst().reply().exitCode() != 0) {
      throw new AssertionError(request.command() + " was answered " + answers);
    }
  }

  /// The addresses that are leased, as the daemon and a later one see it.
  List<String> leased() {
    List<String> known = addresses(leases.leases());
    List<String> durable = addresses(JournalReplay.replay(journal).leases().values());
    if (!known.equals(durable)) {
      throw new AssertionError("the daemon has " + known + ", the journal " + durable);
    }
    return known;
  }

  private static List<String> addresses(Iterable<Lease> leases) {
    List<String> addresses = new ArrayList<>();
    leases.forEach(lease -> addresses.add(lease.address().toString()));
    return addresses;
  }
}

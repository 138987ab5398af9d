package io.berth.ipamd;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.InitialState;
import io.berth.ipam.port.Clock;
import io.berth.ipam.reconcile.OpenMailbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// No lost wake-up: whoever gives the control thread something to see is seen by its turn, or the
/// thread does not park, or is unparked.
///
/// The first result says whether the turn saw it, the second whether another turn is certain:
/// because the turn asks for it, or because [ControlRunner#wake()] has unparked the thread, which
/// it does when it sets the signal.
public final class ParkingStress {

  private static final long DEADLINE_MILLIS = 5;

  private static final Clock NO_TIME =
      new Clock() {
        @Override
        public long bootMillis() {
          return 0;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  private ParkingStress() {}

  /// A message, and the turn before parking. The real mailbox, the real runner.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "seen, or woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "parks on a message")
  public static class PostAgainstPark {
    private final ControlRunner runner = runner(this::step);
    private final OpenMailbox mailbox = new OpenMailbox(runner::wake);
    private int taken;

    @Actor
    public void post() {
      mailbox.post(() -> taken++);
    }

    @Actor
    public void turn(II_Result r) {
      runner.turnNanos();
      r.r1 = taken;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = runner.isSignalled() ? 1 : 0;
    }

    private long step(long nowMillis) {
      mailbox.drain();
      return Long.MAX_VALUE;
    }
  }

  /// A release, which posts when it is done, and the turn that looks for the next deadline.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "timed, or woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "parks without the deadline")
  public static class ReleaseAgainstPark {
    private final ControlRunner runner = runner(this::step);
    private final OpenMailbox mailbox = new OpenMailbox(runner::wake);
    private final AddressPool pool = onePool();
    private final long handle = pool.claim();
    private int timed;

    @Actor
    public void release() {
      pool.release(handle, DEADLINE_MILLIS);
      mailbox.post(() -> {});
    }

    @Actor
    public void turn(II_Result r) {
      runner.turnNanos();
      r.r1 = timed;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = runner.isSignalled() ? 1 : 0;
    }

    private long step(long nowMillis) {
      mailbox.drain();
      pool.ripen(nowMillis);
      long next = pool.nextDeadlineMillis();
      timed = next == DEADLINE_MILLIS ? 1 : 0;
      return next;
    }
  }

  /// The message is posted before the release is done.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "timed, or woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "parks without the deadline")
  public static class BrokenPostBeforeRelease {
    private final ControlRunner runner = runner(this::step);
    private final OpenMailbox mailbox = new OpenMailbox(runner::wake);
    private final AddressPool pool = onePool();
    private final long handle = pool.claim();
    private int timed;

    @Actor
    public void release() {
      mailbox.post(() -> {});
      pool.release(handle, DEADLINE_MILLIS);
    }

    @Actor
    public void turn(II_Result r) {
      runner.turnNanos();
      r.r1 = timed;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = runner.isSignalled() ? 1 : 0;
    }

    private long step(long nowMillis) {
      mailbox.drain();
      long next = pool.nextDeadlineMillis();
      timed = next == DEADLINE_MILLIS ? 1 : 0;
      return next;
    }
  }

  /// The signal is cleared after the turn's look instead of before.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "seen, or woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "parks on a message")
  public static class BrokenClearAfterLook extends Bell {
    @Actor
    public void post() {
      messages.incrementAndGet();
      if (!(boolean) SIGNALLED.getVolatile(this)) {
        SIGNALLED.setVolatile(this, true);
      }
    }

    @Actor
    public void turn(II_Result r) {
      r.r1 = messages.get();
      SIGNALLED.setVolatile(this, false);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = signalled ? 1 : 0;
    }
  }

  /// The steps of the runner in their order, but the signal is cleared with release instead of
  /// volatile: the clear waits in the store buffer while the turn looks. Shows on x86 too.
  @JCStressTest
  @State
  @Outcome(
      id = {"1, 0", "0, 1", "1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "seen, or woken")
  @Outcome(expect = Expect.FORBIDDEN, desc = "parks on a message")
  public static class BrokenReleaseClear extends Bell {
    @Actor
    public void post() {
      messages.incrementAndGet();
      if (!(boolean) SIGNALLED.getVolatile(this)) {
        SIGNALLED.setVolatile(this, true);
      }
    }

    @Actor
    public void turn(II_Result r) {
      SIGNALLED.setRelease(this, false);
      r.r1 = messages.get();
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = signalled ? 1 : 0;
    }
  }

  /// Number of messages and signal, without a runner, for the broken variants.
  abstract static class Bell {
    static final VarHandle SIGNALLED = signalledHandle();

    final AtomicInteger messages = new AtomicInteger();
    boolean signalled = true;

    private static VarHandle signalledHandle() {
      try {
        return MethodHandles.lookup().findVarHandle(Bell.class, "signalled", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  private static ControlRunner runner(LongUnaryOperator step) {
    return new ControlRunner(NO_TIME, step);
  }

  private static AddressPool onePool() {
    AddressPool pool = new AddressPool();
    pool.addAddresses(
        new EniId("eni-a"), List.of(IpAddress.ofIpv4(0x0a000001)), new InitialState.Free());
    return pool;
  }
}

package io.berth.simulation.chaos;

import static io.berth.simulation.chaos.Operation.ADD;
import static io.berth.simulation.chaos.Operation.CHECK;
import static io.berth.simulation.chaos.Operation.DEL;
import static io.berth.simulation.chaos.Operation.EC2_ASSIGN;
import static io.berth.simulation.chaos.Operation.EC2_ATTACH;
import static io.berth.simulation.chaos.Operation.EC2_CREATE;
import static io.berth.simulation.chaos.Operation.EC2_DELETE;
import static io.berth.simulation.chaos.Operation.EC2_DETACH;
import static io.berth.simulation.chaos.Operation.EC2_UNASSIGN;
import static io.berth.simulation.chaos.Operation.GC;
import static io.berth.simulation.chaos.Operation.RECOVERY;
import static io.berth.simulation.chaos.Operation.SPOOL_REPLAY;
import static io.berth.simulation.chaos.Operation.UNDO;
import static io.berth.simulation.chaos.Operation.WAITER_GRANT;

import java.util.EnumSet;
import java.util.Set;

/// Where in an operation the daemon is killed: around each append to the journal, each request to
/// the kernel, each call of EC2 and each answer. Pairs that cannot exist:
///
/// - CHECK writes nothing and changes nothing in the kernel, so it has no journal and no half-way;
/// - an UNDO answers nobody; RECOVERY neither;
/// - no call of EC2 is made for a request, a waiter's grant included: the call that brought the
///   address is an operation of its own;
/// - of the calls of EC2 only attaching (the ENI's link) and deleting (its rules) touch the kernel,
///   each in one request without a half-way;
/// - calls of EC2 are answered to the daemon, not by it.
public enum CrashPoint {
  /// The event is not written.
  BEFORE_JOURNAL("before journal"),
  /// The event is queued, perhaps half written.
  JOURNAL_ASKED("journal asked"),
  /// The event is durable, and nobody knows.
  JOURNAL_DURABLE("journal durable"),
  /// The kernel has done nothing.
  KERNEL_ASKED("kernel asked"),
  /// The kernel has done half of it: a pair of links without alias and route, or a link without its
  /// route.
  KERNEL_HALF("kernel half done"),
  /// The kernel has done it, and nobody knows.
  KERNEL_DONE("kernel done"),
  /// The call is not sent.
  CALL_ASKED("before call"),
  /// EC2 has done it, and the answer is on its way.
  CALL_DONE("call done"),
  /// The answer has come and is not folded in.
  CALL_ANSWERED("call answered"),
  BEFORE_ANSWER("before answer"),
  AFTER_ANSWER("after answer");

  private static final Set<Operation> LEASES =
      EnumSet.of(ADD, WAITER_GRANT, DEL, GC, UNDO, SPOOL_REPLAY, RECOVERY);
  private static final Set<Operation> CALLS =
      EnumSet.of(EC2_CREATE, EC2_ATTACH, EC2_ASSIGN, EC2_UNASSIGN, EC2_DETACH, EC2_DELETE);
  private static final Set<Operation> LINKS = EnumSet.of(EC2_ATTACH, EC2_DELETE);
  private static final Set<Operation> ANSWERS =
      EnumSet.of(ADD, WAITER_GRANT, DEL, CHECK, GC, SPOOL_REPLAY);

  private final String label;

  CrashPoint(String label) {
    this.label = label;
  }

  /// For people.
  public String label() {
    return label;
  }

  /// Whether the operation has this point.
  public boolean isIn(Operation operation) {
    return switch (this) {
      case BEFORE_JOURNAL, JOURNAL_ASKED, JOURNAL_DURABLE ->
          LEASES.contains(operation) || CALLS.contains(operation);
      case KERNEL_HALF -> LEASES.contains(operation);
      case KERNEL_ASKED, KERNEL_DONE ->
          LEASES.contains(operation) || LINKS.contains(operation) || operation == CHECK;
      case CALL_ASKED, CALL_DONE, CALL_ANSWERED -> CALLS.contains(operation);
      case BEFORE_ANSWER, AFTER_ANSWER -> ANSWERS.contains(operation);
    };
  }
}

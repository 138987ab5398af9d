package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Where a type's limits come from, and what is said when nobody knows them.
class LimitsTest {

  private static final InstanceLimits NEW =
      new InstanceLimits("x9.new", 7, 30, InstanceLimits.Hypervisor.NITRO, 0, List.of(7));

  private final List<CloudRequest> requests = new ArrayList<>();
  private final ArrayDeque<CloudOutcome> answers = new ArrayDeque<>();
  private final Cloud cloud =
      (request, replyTo) -> {
        requests.add(request);
        replyTo.accept(answers.remove());
      };
  private final CountDownLatch running = new CountDownLatch(1);
  private final List<InstanceLimits> learnt = new ArrayList<>();
  private final Limits limits = new Limits(cloud, running, learnt::add);

  @Test
  void knownType_comesFromTheTable_withoutACall() throws Exception {
    InstanceLimits found = limits.find("m5.large", NEW);

    assertEquals(InstanceTypes.bundled().find("m5.large"), found);
    assertEquals(List.of(), requests);
  }

  @Test
  void unknownType_comesFromTheJournal_withoutACall() throws Exception {
    assertEquals(NEW, limits.find("x9.new", NEW));
    assertEquals(List.of(), requests);
    assertEquals(List.of(), learnt);
  }

  @Test
  void unknownType_thatTheJournalDoesNotHave_isAskedFor() throws Exception {
    InstanceLimits other =
        new InstanceLimits("x8.old", 2, 4, InstanceLimits.Hypervisor.XEN, 0, List.of(2));
    answers.add(new CloudOutcome.Limits(NEW));

    assertEquals(NEW, limits.find("x9.new", other));
    assertEquals(List.of(new CloudRequest.DescribeType("x9.new")), requests);
    assertEquals(List.of(NEW), learnt);
  }

  @Test
  void typeThatEc2DoesNotKnow_endsTheStart_sayingSo() {
    answers.add(
        new CloudOutcome.Failed(
            new CloudFailure(Kind.REJECTED, "InvalidInstanceType", "no such type")));

    StartFailedException failed =
        assertThrows(StartFailedException.class, () -> limits.find("x9.new", null));
    assertEquals(
        "instance type x9.new is neither in this release's table of limits nor known to EC2"
            + " (InvalidInstanceType: no such type)",
        failed.getMessage());
  }

  @Test
  void ec2IsAway_theProcessEnds_beforeLimitsAreKnown() throws Exception {
    answers.add(
        new CloudOutcome.Failed(new CloudFailure(Kind.UNAVAILABLE, "ConnectException", "refused")));
    running.countDown();

    assertNull(limits.find("x9.new", null));
    assertTrue(answers.isEmpty());
  }
}

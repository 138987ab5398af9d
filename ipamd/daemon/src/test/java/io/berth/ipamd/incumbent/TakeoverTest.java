package io.berth.ipamd.incumbent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: the start is refused only where going on would guess. Method: each kind of file, on a fresh
/// node and on one where Berth has served.
class TakeoverTest {

  private static final JournalState SERVED =
      JournalReplay.replay(
          List.of(
              new JournalEvent.Leased(
                  new Lease(
                      new LeaseKey("berth", "c1", "eth0"),
                      IpAddress.parse("10.0.0.11"),
                      new EniId("eni-1"),
                      PodName.NONE,
                      "enia",
                      0))));

  @TempDir private Path folder = Path.of("");

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("ipam.json"), text);
  }

  @Test
  void refusal_anotherVersionOnAFreshNode_saysWhatToDo_C9() throws IOException {
    Path file = file("{\"version\":\"vpc-cni-ipam/2\",\"allocations\":[]}");
    assertEquals(
        file
            + " has version 'vpc-cni-ipam/2'; this release takes pods over from 'vpc-cni-ipam/1'"
            + " only and does not guess. Start amazon-vpc-cni-k8s again, or drain the node and move"
            + " the file away",
        Takeover.read(file, JournalState.EMPTY, List.of()).refusal());
    assertNull(Takeover.read(file, SERVED, List.of()).refusal());
  }

  @Test
  void refusal_damagedFileOrNone_isNoneBecauseTheKernelIsAWitness_C1() throws IOException {
    assertNull(Takeover.read(folder.resolve("none"), JournalState.EMPTY, List.of()).refusal());
    assertNull(Takeover.read(file(""), JournalState.EMPTY, List.of()).refusal());
  }
}

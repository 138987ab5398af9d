package io.berth.ipamd.incumbent;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.port.Journal;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipamd.kernel.NetlinkKernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes the pods of a running node over from the incumbent, once at each start: what is Berth's
/// already changes nothing. So a start that was cut short is completed by the next one, and a node
/// may go to the incumbent and come back within one boot.
///
/// The incumbent's file is only read. Blocks the starting thread.
public final class Takeover {

  private final Path file;
  private final CheckpointReading reading;
  private final boolean fresh;
  private final List<PodLinkSeen> seen;

  private Takeover(Path file, CheckpointReading reading, boolean fresh, List<PodLinkSeen> seen) {
    this.file = file;
    this.reading = reading;
    this.fresh = fresh;
    this.seen = List.copyOf(seen);
  }

  /// Reads the incumbent's file.
  ///
  /// @param seen every pod link and route that the kernel has
  public static Takeover read(Path file, JournalState journal, List<PodLinkSeen> seen) {
    boolean fresh = journal.complete() && journal.enis().isEmpty() && journal.leases().isEmpty();
    return new Takeover(file, CheckpointReader.read(file), fresh, seen);
  }

  /// Why the daemon must not start, or `null`. Only a node on which Berth has not served yet is
  /// refused: later its own journal knows more than the file.
  public @Nullable String refusal() {
    return fresh && reading instanceof CheckpointReading.OtherVersion(String version)
        ? file
            + " has version '"
            + version
            + "'; this release takes pods over from '"
            + CheckpointReader.VERSION
            + "' only and does not guess. Start amazon-vpc-cni-k8s again, or drain the node and"
            + " move the file away"
        : null;
  }

  /// Decides what becomes Berth's.
  ///
  /// @param mtu of pods' links in bytes
  public Adoption decide(JournalState journal, NetlinkKernel kernel, int mtu) {
    return switch (reading) {
      case CheckpointReading.Absent() -> Adoption.nothing(seen, List.of());
      case CheckpointReading.Damaged(String why) ->
          Adoption.nothing(
              seen,
              List.of(
                  file
                      + " "
                      + why
                      + "; its pods keep their addresses, which are not used, and are not taken"
                      + " over"));
      case CheckpointReading.OtherVersion(String version) ->
          Adoption.nothing(
              seen, List.of(file + " has version '" + version + "', of which nothing is read"));
      case CheckpointReading.Known(List<Allocation> allocations, List<String> problems) ->
          switch (ask(kernel::readVeths)) {
            case KernelOutcome.State(List<PodLinkSeen> veths) -> {
              Adoption adoption =
                  new AdoptionPlan(journal, fresh, seen, veths, mtu).decide(allocations);
              List<String> notes = new ArrayList<>();
              problems.forEach(problem -> notes.add(file + ": " + problem));
              adoption.notes().forEach(note -> notes.add(file + ": " + note));
              yield new Adoption(
                  adoption.events(),
                  adoption.links(),
                  adoption.leftovers(),
                  adoption.seen(),
                  notes);
            }
            case KernelOutcome other ->
                Adoption.nothing(seen, List.of(file + " is not used: " + other));
          };
    };
  }

  /// Makes it durable, then marks the links as Berth's and removes what ended pods left.
  ///
  /// @return one sentence for each thing that failed. Leases that could not be written are served
  ///   all the same: their links stay unmarked, and the next start takes them over again.
  public static List<String> perform(Adoption adoption, Journal journal, NetlinkKernel kernel) {
    List<String> problems = new ArrayList<>();
    List<CompletableFuture<String>> written = new ArrayList<>();
    for (JournalEvent event : adoption.events()) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      journal.append(event, failure -> answer.complete(failure == null ? "" : failure));
      written.add(answer);
    }
    for (CompletableFuture<String> answer : written) {
      String failure = answer.join();
      if (!failure.isEmpty()) {
        return List.of("pods are taken over for this run only: " + failure);
      }
    }
    if (!adoption.links().isEmpty()
        && ask(answer -> kernel.mark(adoption.links(), answer))
            instanceof KernelOutcome.Failed failed) {
      problems.add(failed.text());
    }
    if (!adoption.leftovers().isEmpty()
        && ask(answer -> kernel.detachPods(adoption.leftovers(), answer))
            instanceof KernelOutcome.Failed failed) {
      problems.add(failed.text());
    }
    return problems;
  }

  private static KernelOutcome ask(Consumer<Consumer<KernelOutcome>> request) {
    CompletableFuture<KernelOutcome> answer = new CompletableFuture<>();
    request.accept(answer::complete);
    return answer.join();
  }
}

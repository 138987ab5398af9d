package io.berth.ipamd.incumbent;

import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import java.util.ArrayList;
import java.util.List;

/// What of the incumbent's pods becomes Berth's; a pure decision of [AdoptionPlan].
///
/// @param events to be journaled before anything else of it is done: leases that are taken over,
///   and ends of what the file contradicts
/// @param links whose pods are taken over; to be given Berth's alias once the events are durable,
///   because a link of Berth's without a lease would be removed by the next start
/// @param leftovers pods that have ended, whose rules may be left
/// @param seen the kernel's pod links and routes, with the aliases that the links will have
/// @param notes one sentence for a person about each thing that was not as expected
public record Adoption(
    List<JournalEvent> events,
    List<PodLink> links,
    List<PodLink> leftovers,
    List<PodLinkSeen> seen,
    List<String> notes) {

  public Adoption {
    events = List.copyOf(events);
    links = List.copyOf(links);
    leftovers = List.copyOf(leftovers);
    seen = List.copyOf(seen);
    notes = List.copyOf(notes);
  }

  static Adoption nothing(List<PodLinkSeen> seen, List<String> notes) {
    return new Adoption(List.of(), List.of(), List.of(), seen, notes);
  }

  /// The journal's state with the leases that are taken over.
  public JournalState with(JournalState journal) {
    if (events.isEmpty()) {
      return journal;
    }
    List<JournalEvent> all = new ArrayList<>(journal.toEvents());
    all.addAll(events);
    return JournalReplay.replay(all);
  }
}

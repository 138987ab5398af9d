package io.berth.ipam.plan;

import io.berth.ipam.model.AddressKind;
import java.util.ArrayList;
import java.util.List;

/// What a node's slots and addresses are taken by.
///
/// @param free addresses ready for pods
/// @param leased addresses that pods have
/// @param cooling released addresses, back in a while
/// @param retiring addresses being given back, or kept from new pods
/// @param coming addresses asked for in calls that have not ended
/// @param singles single addresses held or on their way; each fills a slot
/// @param prefixes prefixes held or on their way; each fills a slot
/// @param draining ENIs that take no new pods, whose free slots are nobody's
public record Usage(
    int free,
    int leased,
    int cooling,
    int retiring,
    int coming,
    int singles,
    int prefixes,
    int draining) {

  static Usage of(PlanInput input) {
    int free = 0;
    int leased = 0;
    int cooling = 0;
    int retiring = 0;
    int coming = 0;
    int singles = 0;
    int prefixes = 0;
    for (AddressKind kind : AddressKind.values()) {
      int portionsComing = input.beingCreated(kind);
      int held = 0;
      for (EniState eni : input.enis()) {
        KindCounts counts = eni.counts(kind);
        free += counts.free();
        leased += counts.leased();
        cooling += counts.cooling();
        retiring += counts.retiring();
        held += counts.portions();
        portionsComing += counts.assigning();
      }
      coming += portionsComing * kind.addresses();
      switch (kind) {
        case SINGLE -> singles = held + portionsComing;
        case PREFIX -> prefixes = held + portionsComing;
      }
    }
    int draining = (int) input.enis().stream().filter(EniState::draining).count();
    return new Usage(free, leased, cooling, retiring, coming, singles, prefixes, draining);
  }

  /// Addresses held or on their way; those being given back are not among them.
  int total() {
    return free + leased + cooling + coming;
  }

  /// For example `3 prefixes and 2 single addresses`.
  String portions() {
    String ofPrefixes = prefixes + (prefixes == 1 ? " prefix" : " prefixes");
    String ofSingles = singles + (singles == 1 ? " single address" : " single addresses");
    return singles == 0 ? ofPrefixes : prefixes == 0 ? ofSingles : ofPrefixes + " and " + ofSingles;
  }

  /// For example `all 27 are leased`, or `25 are leased, 2 are cooling`.
  String sentence() {
    List<String> parts = new ArrayList<>();
    add(parts, leased, "leased");
    add(parts, free, "free");
    add(parts, cooling, "cooling for reuse");
    add(parts, retiring, "being given back");
    add(parts, coming, "on their way");
    if (parts.isEmpty()) {
      return "none is there";
    }
    int all = leased + free + cooling + retiring + coming;
    String taken =
        parts.size() == 1 && all > 1 ? "all " + parts.getFirst() : String.join(", ", parts);
    return draining == 0
        ? taken
        : taken
            + "; "
            + draining
            + (draining == 1 ? " ENI is" : " ENIs are")
            + " being emptied and"
            + (draining == 1 ? " takes" : " take")
            + " no new pods";
  }

  private static void add(List<String> parts, int count, String state) {
    if (count > 0) {
      parts.add(count + (count == 1 ? " is " : " are ") + state);
    }
  }
}

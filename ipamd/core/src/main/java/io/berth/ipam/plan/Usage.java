package io.berth.ipam.plan;

import java.util.ArrayList;
import java.util.List;

/// What a node's addresses are taken by.
///
/// @param free ready for pods
/// @param leased pods have them
/// @param cooling released, back in a while
/// @param retiring being given back
/// @param coming asked for in calls that have not ended
public record Usage(int free, int leased, int cooling, int retiring, int coming) {

  static Usage of(PlanInput input) {
    int free = 0;
    int leased = 0;
    int cooling = 0;
    int retiring = 0;
    int coming = input.addressesBeingCreated();
    for (EniState eni : input.enis()) {
      free += eni.free();
      leased += eni.leased();
      cooling += eni.cooling();
      retiring += eni.retiring();
      coming += eni.assigning();
    }
    return new Usage(free, leased, cooling, retiring, coming);
  }

  /// Addresses held or on their way; those being given back are not among them.
  int total() {
    return free + leased + cooling + coming;
  }

  /// Free addresses once the calls in flight have ended and the waiting pods are served; negative
  /// when there are not enough. Cooling ones are not free.
  int available(int waiting) {
    return free + coming - waiting;
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
    return parts.size() == 1 && all > 1 ? "all " + parts.getFirst() : String.join(", ", parts);
  }

  private static void add(List<String> parts, int count, String state) {
    if (count > 0) {
      parts.add(count + (count == 1 ? " is " : " are ") + state);
    }
  }
}

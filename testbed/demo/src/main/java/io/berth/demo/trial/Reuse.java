package io.berth.demo.trial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether an address came to another sandbox too early; a function over the callers' log.
///
/// An address can only begin to cool once its DEL has begun, and an ADD is answered after it has
/// been given the address. So between the two lies at least the cooling time, whatever happened to
/// the daemon in between.
final class Reuse {

  private Reuse() {}

  /// @param coolingMillis for which a released address is not handed out again
  /// @return a sentence for each address that was given away while another sandbox had it or while
  ///   it cooled; empty when there is none
  static List<String> violations(List<CallRecord> history, long coolingMillis) {
    Map<String, Long> firstDelNanos = new HashMap<>();
    Map<String, List<CallRecord>> givenBy = new HashMap<>();
    for (CallRecord call : history) {
      if (call.verb() == Verb.DEL) {
        firstDelNanos.putIfAbsent(call.container(), call.begunNanos());
      } else if (call.answer() != null && call.answer().succeeded()) {
        givenBy.computeIfAbsent(call.answer().address(), _ -> new ArrayList<>()).add(call);
      }
    }
    List<String> violations = new ArrayList<>();
    givenBy.forEach((address, adds) -> {
      adds.sort(Comparator.comparingLong(Reuse::endNanos));
      for (int i = 1; i < adds.size(); i++) {
        CallRecord before = adds.get(i - 1);
        CallRecord after = adds.get(i);
        Long freedNanos = firstDelNanos.get(before.container());
        String both = address + " was given to " + before.container() + " and " + after.container();
        if (freedNanos == null || endNanos(after) - freedNanos < 0) {
          violations.add(both + ", without a DEL between");
        } else if (endNanos(after) - freedNanos < coolingMillis * 1_000_000) {
          violations.add(
              "%s within %d ms of the DEL; it cools for %d ms"
                  .formatted(both, (endNanos(after) - freedNanos) / 1_000_000, coolingMillis));
        }
      }
    });
    return violations;
  }

  private static long endNanos(CallRecord add) {
    return add.answer() == null ? add.begunNanos() : add.answer().atNanos();
  }
}

package io.berth.ipamd.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Prints the daemon's JSON answers as tables for people.
final class Tables {

  private Tables() {}

  static String pool(Map<String, Object> pool) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s (%s): %s addresses, %s free, %s leased, %s cooling, %s retiring; %s waiting%n"
            .formatted(
                pool.get("instance"),
                pool.get("instanceType"),
                pool.get("total"),
                pool.get("free"),
                pool.get("leased"),
                pool.get("cooling"),
                pool.get("retiring"),
                pool.get("waiting")));
    Object blocked = pool.get("blocked");
    if (blocked instanceof String sentence && !sentence.isEmpty()) {
      out.append(sentence).append(System.lineSeparator());
    }
    if (pool.get("problems") instanceof List<?> problems) {
      problems.forEach(problem -> out.append(problem).append(System.lineSeparator()));
    }
    if (pool.get("lost") instanceof List<?> lost && !lost.isEmpty()) {
      out.append(
          "EC2 no longer has %s, in use here. Pods with them have no network: delete these pods.%n"
              .formatted(lost.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    out.append(
        "%n%-24s %6s %-15s %6s %6s %6s %7s  %s%n"
            .formatted("ENI", "DEVICE", "PRIMARY", "TOTAL", "FREE", "LEASED", "COOLING", "STATE"));
    for (Map<?, ?> eni : rows(pool, "enis")) {
      String state =
          Boolean.TRUE.equals(eni.get("leaving"))
              ? "leaving"
              : Boolean.TRUE.equals(eni.get("draining"))
                  ? "draining"
                  : Boolean.TRUE.equals(eni.get("linkReady")) ? "ready" : "link pending";
      out.append(
          "%-24s %6s %-15s %6s %6s %6s %7s  %s%n"
              .formatted(
                  eni.get("id"),
                  eni.get("device"),
                  eni.get("primary"),
                  eni.get("total"),
                  eni.get("free"),
                  eni.get("leased"),
                  eni.get("cooling"),
                  state));
    }
    rows(pool, "subnets").forEach(subnet -> out.append(subnet(subnet)));
    return out.toString();
  }

  /// Reserved and fragmented space apart; nothing for a subnet of which there is nothing to tell.
  private static String subnet(Map<?, ?> subnet) {
    List<String> parts = new ArrayList<>();
    if (subnet.get("freeAddresses") instanceof Number free) {
      parts.add(free + " addresses free");
    }
    if (subnet.get("reservedForPrefixes") instanceof Number count && count.longValue() > 0) {
      parts.add(count + " reserved for prefixes");
    }
    if (subnet.get("reservedByName") instanceof Number count && count.longValue() > 0) {
      parts.add(count + " reserved by name");
    }
    if (Boolean.TRUE.equals(subnet.get("fragmented"))) {
      parts.add("no aligned /28 free: fragmented");
    }
    return parts.isEmpty()
        ? ""
        : "%n%s: %s%n".formatted(subnet.get("id"), String.join(", ", parts));
  }

  static String leases(Map<String, Object> answer) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%-15s %-40s %-15s %-9s %s%n"
            .formatted("ADDRESS", "POD", "LINK", "INTERFACE", "CONTAINER"));
    for (Map<?, ?> lease : rows(answer, "leases")) {
      out.append(
          "%-15s %-40s %-15s %-9s %s%n"
              .formatted(
                  lease.get("address"),
                  lease.get("pod"),
                  lease.get("hostLink"),
                  lease.get("interface"),
                  lease.get("container")));
    }
    return out.toString();
  }

  static String status(Map<String, Object> status) {
    Object blocked = status.get("blocked");
    String problem =
        blocked instanceof String sentence && !sentence.isEmpty() ? "; " + sentence : "";
    return "%s: %s, %s leases%s%n"
        .formatted(
            status.get("instance"),
            Boolean.TRUE.equals(status.get("ready")) ? "ready" : "not ready",
            status.get("leased"),
            problem);
  }

  private static List<Map<?, ?>> rows(Map<String, Object> answer, String key) {
    return answer.get(key) instanceof List<?> list
        ? list.stream()
            .<Map<?, ?>>mapMulti((row, sink) -> {
              if (row instanceof Map<?, ?> map) {
                sink.accept(map);
              }
            })
            .toList()
        : List.of();
  }
}

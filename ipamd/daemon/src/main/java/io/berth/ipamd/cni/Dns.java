package io.berth.ipamd.cni;

import java.util.ArrayList;
import java.util.List;

/// The configuration's `dns`, which a result repeats.
///
/// @param nameservers in order of preference
/// @param domain empty when there is none
/// @param search domains to search
/// @param options for the resolver
record Dns(List<String> nameservers, String domain, List<String> search, List<String> options) {

  static final Dns NONE = new Dns(List.of(), "", List.of(), List.of());

  boolean isEmpty() {
    return equals(NONE);
  }

  static Dns of(Json.Members configuration) throws Refused {
    Json value = configuration.get("dns");
    if (value == null) {
      return NONE;
    }
    if (!(value instanceof Json.Members dns)) {
      throw Refused.badValue("dns", value, "an object");
    }
    Json domain = dns.get("domain");
    if (domain != null && !(domain instanceof Json.Text)) {
      throw Refused.badValue("dns.domain", domain, "a string");
    }
    return new Dns(
        texts(dns, "nameservers"),
        domain instanceof Json.Text(String text) ? text : "",
        texts(dns, "search"),
        texts(dns, "options"));
  }

  private static List<String> texts(Json.Members dns, String key) throws Refused {
    Json value = dns.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Json.Items(List<Json> items))) {
      throw Refused.badValue("dns." + key, value, "an array of strings");
    }
    List<String> texts = new ArrayList<>(items.size());
    for (Json item : items) {
      if (!(item instanceof Json.Text(String text))) {
        throw Refused.badValue("dns." + key, item, "an array of strings");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }
}

package io.berth.demo.rig;

import java.util.List;

/// What a node's kernel holds for pods.
///
/// @param links names of the node's ends of pods' links
/// @param routes routes through such links
/// @param rules rules that select a single address, of pods or of ENIs
public record NodeKernel(List<String> links, List<PodRoute> routes, List<HostRule> rules) {

  /// A route to a pod.
  public record PodRoute(String address, String link, int table) {}

  /// A rule for one address.
  ///
  /// @param text the whole rule, for people
  public record HostRule(String address, String text) {}

  public NodeKernel {
    links = List.copyOf(links);
    routes = List.copyOf(routes);
    rules = List.copyOf(rules);
  }
}

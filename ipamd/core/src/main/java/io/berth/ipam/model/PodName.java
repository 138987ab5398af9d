package io.berth.ipam.model;

/// The Kubernetes name of a pod, as the runtime passes it in `CNI_ARGS`.
///
/// @param namespace the pod's namespace; empty when the runtime named none
/// @param name the pod's name; empty when the runtime named none
public record PodName(String namespace, String name) {

  /// For a runtime that is not Kubernetes.
  public static final PodName NONE = new PodName("", "");

  public boolean isPresent() {
    return !namespace.isEmpty() && !name.isEmpty();
  }

  @Override
  public String toString() {
    return isPresent() ? namespace + "/" + name : "(no pod)";
  }
}

package io.berth.simulation.node;

/// A sandbox of a pod. A pod that is tried again gets a new one, as the kubelet does it.
///
/// @param pod number of the pod on its node
/// @param attempt from 1 on
public record SandboxId(int pod, int attempt) {

  String containerId() {
    return "c" + pod + "-" + attempt;
  }

  String podName() {
    return "pod-" + pod;
  }

  @Override
  public String toString() {
    return "pod " + pod + " (attempt " + attempt + ")";
  }
}

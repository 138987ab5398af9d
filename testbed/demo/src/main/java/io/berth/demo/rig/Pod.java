package io.berth.demo.rig;

import java.nio.file.Path;

/// A pod sandbox as a runtime would hold it, with or without an address.
///
/// @param name of the pod
/// @param container the sandbox id, 64 hexadecimal digits as containerd's
/// @param namespace the file that holds its network namespace
public record Pod(String name, String container, Path namespace) {

  /// The Kubernetes namespace that all pods of the demonstration claim to be in.
  public static final String KUBERNETES_NAMESPACE = "demo";

  /// The interface that the runtime asks for.
  public static final String INTERFACE = "eth0";

  /// What containerd and CRI-O hand over in `CNI_ARGS`.
  String arguments() {
    return "IgnoreUnknown=1;K8S_POD_NAMESPACE="
        + KUBERNETES_NAMESPACE
        + ";K8S_POD_NAME="
        + name
        + ";K8S_POD_INFRA_CONTAINER_ID="
        + container;
  }
}

package io.berth.ipamd.cni;

import io.berth.ipam.model.PodName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `CNI_ARGS`: pairs `KEY=value` between semicolons, in any order, as runtimes of Kubernetes pass
/// them.
final class CniArguments {

  /// A label of RFC 1123, which a namespace's name is.
  private static final int MAX_NAMESPACE_BYTES = 63;

  /// A subdomain of RFC 1123, which a pod's name is.
  private static final int MAX_POD_NAME_BYTES = 253;

  private CniArguments() {}

  /// The pod's name, or [PodName#NONE]. An unknown key is an error unless `IgnoreUnknown` is set,
  /// wherever it stands.
  static PodName podName(String args) throws Refused {
    String namespace = "";
    String name = "";
    boolean ignoreUnknown = false;
    List<String> unknown = new ArrayList<>(0);
    if (args.isEmpty()) {
      return PodName.NONE;
    }
    for (String pair : args.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0 || equals != pair.lastIndexOf('=')) {
        throw invalid("pair '" + pair + "' is not of the form KEY=value");
      }
      String value = pair.substring(equals + 1);
      switch (pair.substring(0, equals)) {
        case "IgnoreUnknown" -> ignoreUnknown = flag(value);
        case "K8S_POD_NAMESPACE" -> namespace = bounded(pair, value, MAX_NAMESPACE_BYTES);
        case "K8S_POD_NAME" -> name = bounded(pair, value, MAX_POD_NAME_BYTES);
        case "K8S_POD_INFRA_CONTAINER_ID", "K8S_POD_UID" -> {}
        default -> unknown.add(pair);
      }
    }
    if (!ignoreUnknown && !unknown.isEmpty()) {
      throw invalid("unknown keys in " + unknown + "; pass IgnoreUnknown=1 to have them ignored");
    }
    PodName pod = new PodName(namespace, name);
    return pod.isPresent() ? pod : PodName.NONE;
  }

  private static boolean flag(String value) throws Refused {
    if (CniEnvironment.isTrue(value)) {
      return true;
    }
    if (value.equals("0") || value.equalsIgnoreCase("false")) {
      return false;
    }
    throw invalid("IgnoreUnknown is '" + value + "', must be 1, 0, true or false");
  }

  private static String bounded(String pair, String value, int maxBytes) throws Refused {
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > maxBytes) {
      throw invalid(
          pair.substring(0, pair.indexOf('='))
              + " has "
              + bytes
              + " bytes, at most "
              + maxBytes
              + " are allowed");
    }
    return value;
  }

  private static Refused invalid(String what) {
    return new Refused(CniErrorCode.INVALID_ENVIRONMENT, "invalid CNI_ARGS: " + what);
  }
}

package io.berth.ipamd.cni;

import static io.berth.ipamd.cni.Calls.assertFails;
import static io.berth.ipamd.cni.Calls.assertSucceedsEmpty;
import static io.berth.ipamd.cni.Calls.call;
import static io.berth.ipamd.cni.Calls.serve;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.model.PodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aim: `CNI_ARGS` gives the pod's name whatever the order of its keys, and nonsense is refused by
/// ADD only. Method: ADD calls on a fake lease service that remembers the pod's name.
class CniArgumentsTest {

  private final FakeOperations operations = new FakeOperations();
  private final CniService service = operations.service();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-1;K8S_POD_INFRA_CONTAINER_ID=c;K8S_POD_UID=u",
        "K8S_POD_NAME=web-1;X=y;K8S_POD_NAMESPACE=default;IgnoreUnknown=TRUE",
        "K8S_POD_NAME=first;K8S_POD_NAME=web-1;K8S_POD_NAMESPACE=default",
      })
  void args_withPod_nameIsTaken(String args) {
    assertEquals(0, serve(service, call("ADD", "1.0.0").withArgs(args)).reply().exitCode());
    assertEquals(new PodName("default", "web-1"), operations.adds.getFirst().pod());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "IgnoreUnknown=1", "K8S_POD_NAME=web-1", "K8S_POD_NAMESPACE=;K8S_POD_NAME="})
  void args_withoutWholePod_isNoPod(String args) {
    assertEquals(0, serve(service, call("ADD", "1.0.0").withArgs(args)).reply().exitCode());
    assertEquals(PodName.NONE, operations.adds.getFirst().pod());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo|pair 'foo' is not of the form KEY=value",
        "A=b=c|pair 'A=b=c' is not of the form KEY=value",
        "K8S_POD_NAME=a;|pair '' is not of the form KEY=value",
        "IgnoreUnknown=yes|IgnoreUnknown is 'yes', must be 1, 0, true or false",
        "IgnoreUnknown=0;IP=10.0.0.1;X=y|unknown keys in [IP=10.0.0.1, X=y]; pass IgnoreUnknown=1 to have them ignored",
      })
  void args_malformed_isRefusedByAddAndIgnoredByDel(String args, String what) {
    assertFails(
        serve(service, call("ADD", "1.0.0").withArgs(args)), 4, "invalid CNI_ARGS: " + what, "");
    assertSucceedsEmpty(serve(service, call("DEL", "1.0.0").withArgs(args)));
  }

  @Test
  void args_nameLongerThanKubernetesAllows_isRefused() {
    assertFails(
        serve(service, call("ADD", "1.0.0").withArgs("K8S_POD_NAME=" + "a".repeat(254))),
        4,
        "invalid CNI_ARGS: K8S_POD_NAME has 254 bytes, at most 253 are allowed",
        "");
    assertFails(
        serve(service, call("ADD", "1.0.0").withArgs("K8S_POD_NAMESPACE=" + "a".repeat(64))),
        4,
        "invalid CNI_ARGS: K8S_POD_NAMESPACE has 64 bytes, at most 63 are allowed",
        "");
  }
}

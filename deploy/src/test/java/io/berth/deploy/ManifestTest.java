package io.berth.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.berth.ipamd.config.Configuration;
import io.berth.ipamd.config.Parsed;
import io.berth.ipamd.config.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Aim: the manifest gives the daemon what its defaults expect, and no privilege more. Method:
/// reads the manifest and the network list as data.
class ManifestTest {

  private static final JsonNode DAEMON_SET =
      DeployedFiles.yamlDocuments("manifest.yaml").stream()
          .filter(document -> document.get("kind").asText().equals("DaemonSet"))
          .findFirst()
          .orElseThrow();
  private static final JsonNode POD = DAEMON_SET.at("/spec/template/spec");
  private static final JsonNode DAEMON = POD.at("/containers/0");
  private static final JsonNode INSTALLER = POD.at("/initContainers/0");

  @Test
  void daemon_hasOneCapabilityAndNoWritableRoot() {
    JsonNode security = DAEMON.get("securityContext");
    assertEquals("[\"NET_ADMIN\"]", security.at("/capabilities/add").toString());
    assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
    assertTrue(security.get("readOnlyRootFilesystem").asBoolean());
    assertTrue(POD.get("hostNetwork").asBoolean());
  }

  @Test
  void installer_hasNoCapability() {
    JsonNode security = INSTALLER.get("securityContext");
    assertTrue(security.at("/capabilities/add").isMissingNode());
    assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
  }

  @Test
  void mounts_areWhatProgramsExpect() {
    assertEquals(
        Map.of("/run/berth", "/run/berth", "/var/run/aws-node", "/var/run/aws-node"),
        mounts(DAEMON));
    assertTrue(
        Path.of(Setting.AWS_VPC_K8S_CNI_BACKING_STORE.defaultText())
            .startsWith("/var/run/aws-node"));
    assertEquals(
        Map.of(
            "/host/opt/cni/bin", "/opt/cni/bin",
            "/host/etc/cni/net.d", "/etc/cni/net.d"),
        mounts(INSTALLER));
  }

  @Test
  void daemonsFiles_lieInItsMount() {
    for (Setting setting :
        List.of(Setting.BERTH_SOCKET, Setting.BERTH_SPOOL, Setting.BERTH_JOURNAL)) {
      assertTrue(
          Path.of(setting.defaultText()).startsWith("/run/berth"),
          setting + " is outside of the mount: " + setting.defaultText());
    }
  }

  @Test
  void variables_areKnownAndLegal() {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : DAEMON.get("env")) {
      environment.put(variable.get("name").asText(), variable.get("value").asText());
    }
    Set<String> known =
        Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
    assertTrue(known.containsAll(environment.keySet()), environment::toString);
    Parsed.Valid parsed = assertInstanceOf(Parsed.Valid.class, Configuration.parse(environment));
    assertEquals(List.of(), parsed.warnings());
  }

  @Test
  void metricsPort_isAnnotatedAndProbed() {
    String port = DAEMON.at("/ports/0/containerPort").asText();
    assertTrue(Setting.BERTH_METRICS_ADDRESS.defaultText().endsWith(":" + port), port);
    JsonNode annotations = DAEMON_SET.at("/spec/template/metadata/annotations");
    assertEquals("61678", port);
    assertEquals(port, annotations.get("prometheus.io/port").asText());
    assertEquals("true", annotations.get("prometheus.io/scrape").asText());
    assertEquals("metrics", DAEMON.at("/ports/0/name").asText());
  }

  @Test
  void serviceAccount_existsAndHasNoToken() {
    JsonNode account =
        DeployedFiles.yamlDocuments("manifest.yaml").stream()
            .filter(document -> document.get("kind").asText().equals("ServiceAccount"))
            .findFirst()
            .orElseThrow();
    assertEquals(account.at("/metadata/name").asText(), POD.get("serviceAccountName").asText());
    assertEquals("false", account.get("automountServiceAccountToken").toString());
  }

  @Test
  void networkList_namesTheExecutable() {
    JsonNode list = DeployedFiles.json("10-berth.conflist");
    assertEquals("berth-cni", list.at("/plugins/0/type").asText());
    Set<String> versions = new TreeSet<>();
    list.get("cniVersions").forEach(version -> versions.add(version.asText()));
    assertTrue(versions.contains(list.get("cniVersion").asText()), versions.toString());
  }

  private static Map<String, String> mounts(JsonNode container) {
    Map<String, String> hostPaths = new TreeMap<>();
    for (JsonNode mount : container.get("volumeMounts")) {
      String name = mount.get("name").asText();
      JsonNode volume =
          StreamSupport.stream(POD.get("volumes").spliterator(), false)
              .filter(candidate -> candidate.get("name").asText().equals(name))
              .findFirst()
              .orElseThrow();
      hostPaths.put(mount.get("mountPath").asText(), volume.at("/hostPath/path").asText());
    }
    return hostPaths;
  }
}

package io.berth.emulator.imds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.ipam.model.Cidr;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shows tokens and the tree through an HTTP client of the JDK, on loopback ports.
class ImdsTest {

  private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN = "X-aws-ec2-metadata-token";

  private final HttpClient http = HttpClient.newHttpClient();
  private Emulator emulator;
  private Vpc vpc;
  private Subnet subnet;
  private Instance instance;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    vpc = emulator.createVpc(Cidr.parse("10.0.0.0/16"));
    subnet = emulator.createSubnet(vpc.id(), Cidr.parse("10.0.0.0/24"), "us-east-1a");
    instance = emulator.runInstance("m5.large", subnet.id());
  }

  @AfterEach
  void stop() {
    http.close();
    emulator.close();
  }

  private URI imds(Instance of, String path) {
    return URI.create(Objects.requireNonNull(emulator.reach(of.id()).get("imds")) + path);
  }

  private String token(Instance of) throws Exception {
    HttpResponse<String> response = putToken(of, "21600");
    assertEquals(200, response.statusCode());
    assertEquals("21600", response.headers().firstValue(TTL).orElse(""));
    return response.body();
  }

  private HttpResponse<String> putToken(Instance of, String ttl) throws Exception {
    return http.send(
        HttpRequest.newBuilder(imds(of, "/latest/api/token"))
            .header(TTL, ttl)
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Instance of, String path, String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(imds(of, path)).header(TOKEN, token).build(),
        BodyHandlers.ofString());
  }

  private String read(String path) throws Exception {
    HttpResponse<String> response = get(instance, "/latest/meta-data/" + path, token(instance));
    assertEquals(200, response.statusCode(), path);
    return response.body();
  }

  private NetworkInterface primary() {
    return emulator.read(model -> model.view().interfacesOf(instance.id()).getFirst());
  }

  @Test
  void read_withoutOrWithForeignToken_is401() throws Exception {
    assertEquals(401, get(instance, "/latest/meta-data/mac", "wrong").statusCode());
    HttpResponse<String> none =
        http.send(
            HttpRequest.newBuilder(imds(instance, "/latest/meta-data/mac")).build(),
            BodyHandlers.ofString());
    assertEquals(401, none.statusCode());
    Instance other = emulator.runInstance("m5.large", subnet.id());
    assertEquals(401, get(instance, "/latest/meta-data/mac", token(other)).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "21601", "-1", "soon"})
  void token_withBadLife_is400(String seconds) throws Exception {
    assertEquals(400, putToken(instance, seconds).statusCode());
  }

  @Test
  void token_forwarded_is403() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(imds(instance, "/latest/api/token"))
                .header(TTL, "60")
                .header("X-Forwarded-For", "10.0.0.9")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertEquals(403, response.statusCode());
  }

  @Test
  void tree_ofAnInstance_hasItsIdentityAndPrimaryInterface() throws Exception {
    NetworkInterface eni = primary();
    assertEquals(instance.id().value(), read("instance-id"));
    assertEquals("m5.large", read("instance-type"));
    assertEquals(eni.primary().toString(), read("local-ipv4"));
    assertEquals(eni.mac().toString(), read("mac"));
    assertEquals("us-east-1a", read("placement/availability-zone"));
    assertEquals(eni.mac() + "/", read("network/interfaces/macs/"));
    String folder = "network/interfaces/macs/" + eni.mac() + "/";
    assertEquals("0", read(folder + "device-number"));
    assertEquals(eni.id().value(), read(folder + "interface-id"));
    assertEquals("10.0.0.0/24", read(folder + "subnet-ipv4-cidr-block"));
    assertEquals("10.0.0.0/16", read(folder + "vpc-ipv4-cidr-blocks"));
    assertEquals(vpc.defaultGroup().value(), read(folder + "security-group-ids"));
    assertEquals("default", read(folder + "security-groups"));
    List<String> keys = Arrays.asList(read(folder).split("\n"));
    assertTrue(keys.contains("local-ipv4s") && !keys.contains("ipv4-prefix"), keys.toString());
    assertEquals(
        404,
        get(instance, "/latest/meta-data/" + folder + "ipv4-prefix", token(instance)).statusCode());
    assertEquals(
        404,
        get(instance, "/latest/meta-data/" + folder + "network-card", token(instance))
            .statusCode());
  }

  @Test
  void credentials_ofTheRole_nameTheInstance() throws Exception {
    String role = read("iam/security-credentials/");
    String json = read("iam/security-credentials/" + role);
    String digits = instance.id().value().substring(3).toUpperCase(Locale.ROOT);
    assertTrue(json.contains("\"AccessKeyId\" : \"ASIA" + digits + "\""), json);
  }

  @Test
  void document_ofAnInstance_namesItAndItsRegion() throws Exception {
    String document =
        get(instance, "/latest/dynamic/instance-identity/document", token(instance)).body();
    assertTrue(document.contains("\"instanceId\" : \"" + instance.id() + "\""), document);
    assertTrue(document.contains("\"region\" : \"us-east-1\""), document);
  }

  @Test
  void metadata_afterATermination_isGone() throws Exception {
    URI before = imds(instance, "");
    emulator.terminate(instance.id());
    assertTrue(emulator.reach(instance.id()).isEmpty(), "still at " + before);
  }
}

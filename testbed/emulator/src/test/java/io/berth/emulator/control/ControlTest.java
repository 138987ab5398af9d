package io.berth.emulator.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.vpc.Action;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Drives the control API over HTTP as a script would.
class ControlTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private Emulator emulator;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
  }

  @AfterEach
  void stop() {
    http.close();
    emulator.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(emulator.controlEndpoint().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Map<String, Object> json(String method, String path, String body) throws Exception {
    HttpResponse<String> response = send(method, path, body);
    assertEquals(200, response.statusCode(), response.body());
    return JSON.std.mapFrom(response.body());
  }

  @SuppressWarnings("unchecked") // JSON lists of objects, as the API promises.
  private static List<Map<String, Object>> list(Map<String, Object> view, String name) {
    return (List<Map<String, Object>>) Objects.requireNonNull(view.get(name));
  }

  private void setUp() throws Exception {
    json("POST", "/vpcs", "{\"cidr\":\"10.0.0.0/16\"}");
    json("POST", "/subnets", "{\"cidr\":\"10.0.0.0/24\"}");
  }

  @Test
  void instances_startedAndTerminated_areListedSo() throws Exception {
    setUp();
    List<Map<String, Object>> started =
        list(json("POST", "/instances", "{\"type\":\"m5.large\",\"count\":2}"), "instances");
    assertEquals(2, started.size());
    String id = (String) started.getFirst().get("id");
    assertEquals(3, started.getFirst().get("maxEnis"));
    assertEquals(10, started.getFirst().get("addressesPerEni"));
    assertEquals(emulator.ec2Endpoint().toString(), started.getFirst().get("ec2"));
    List<Map<String, Object>> enis = list(json("GET", "/instances/" + id, ""), "enis");
    assertEquals(started.getFirst().get("address"), enis.getFirst().get("primary"));
    json("DELETE", "/instances/" + id, "");
    assertEquals("terminated", json("GET", "/instances/" + id, "").get("state"));
    assertEquals(1, list(json("GET", "/interfaces", ""), "interfaces").size());
  }

  @Test
  void instances_listed_standInTheOrderOfTheirLaunch() throws Exception {
    setUp();
    List<Object> launched = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String one = "{\"type\":\"m5.large\"}";
      launched.add(list(json("POST", "/instances", one), "instances").getFirst().get("id"));
    }
    assertEquals(
        launched,
        list(json("GET", "/instances", ""), "instances").stream().map(i -> i.get("id")).toList());
  }

  @Test
  void latency_profileAndSingleActions_areSetTogether() throws Exception {
    Map<String, Object> view =
        json("PUT", "/latency", "{\"profile\":\"realistic\",\"AttachNetworkInterface\":5000}");
    assertEquals(5000, view.get("AttachNetworkInterface"));
    assertEquals(300, view.get("CreateNetworkInterface"));
    assertEquals(Map.of("min", 1000, "max", 5000), view.get("metadata"));
    assertEquals(
        "realistic", json("PUT", "/latency", "{\"profile\":\"realistic\"}").get("profile"));
  }

  @Test
  void fault_injectedAndCleared_isGone() throws Exception {
    setUp();
    json(
        "POST",
        "/faults",
        "{\"action\":\"DescribeVpcs\",\"code\":\"RequestLimitExceeded\",\"status\":503,\"times\":3}");
    assertEquals(503, describeVpcs().statusCode());
    json("DELETE", "/faults", "");
    assertEquals(200, describeVpcs().statusCode());
    Map<String, Object> calls = json("GET", "/calls?summary=true", "");
    assertEquals(Map.of("total", 2, "errors", 1, "byAction", Map.of("DescribeVpcs", 2)), calls);
    List<Map<String, Object>> records = list(json("GET", "/calls?after=1", ""), "calls");
    assertEquals(1, records.size());
    assertEquals(Action.DESCRIBE_VPCS.wireName(), records.getFirst().get("action"));
    json("DELETE", "/calls", "");
    assertEquals(0, json("GET", "/calls", "").get("total"));
  }

  private HttpResponse<String> describeVpcs() throws Exception {
    return http.send(
        HttpRequest.newBuilder(emulator.ec2Endpoint().resolve("/?Action=DescribeVpcs"))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20261125/us-east-1/ec2/aws4_request,"
                    + " SignedHeaders=host, Signature="
                    + "0".repeat(64))
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/vpcs|{|400|BadJson",
        "POST|/vpcs|{}|400|MissingField",
        "POST|/vpcs|{'cidr':'10.0.0.1/16'}|400|BadField",
        "POST|/vpcs|{'cidr':'10.0.0.0/8'}|400|InvalidVpc.Range",
        "POST|/vpcs|{'cidr':'10.0.0.0/16','cidrr':'x'}|400|UnknownField",
        "POST|/instances|{'type':'m5.large'}|400|NoneYet",
        "DELETE|/instances/i-0||400|InvalidInstanceID.NotFound",
        "GET|/instances/i-0||404|NotFound",
        "PUT|/latency|{'profile':'warp'}|400|UnknownProfile",
        "POST|/faults|{'action':'RentInstances','code':'X'}|400|UnknownAction",
        "POST|/faults|{'action':'CreateTags'}|400|MissingField",
        "POST|/faults|{'action':'CreateTags','effect':'staleDescribe'}|400|MissingField",
        "POST|/faults|{'action':'CreateTags','effect':'magic'}|400|UnknownEffect",
        "POST|/faults|{'action':'CreateTags','effect':'delay','perMille':0}|400|BadField",
        "POST|/faults|{'action':'CreateTags','effect':'staleDescribe','lagMillis':5}|400|BadFault",
        "PUT|/metadata|{'state':'tired'}|400|UnknownState",
        "PUT|/throttling|{'limits':'hard'}|400|UnknownLimits",
        "PUT|/throttling|{'action':'RentInstances'}|400|UnknownAction",
        "PUT|/shortage|{'form':'poem'}|400|UnknownForm",
        "PUT|/latency|{'describeLag':600001}|400|BadField",
        "POST|/occupations|{'subnet':'subnet-1'}|400|InvalidSubnetID.NotFound",
        "DELETE|/occupations/subnet-1||400|InvalidSubnetID.NotFound",
        "GET|/nowhere||404|NotFound"
      })
  void request_wrong_isRefusedByCode(
      String method, String path, String body, int status, String code) throws Exception {
    HttpResponse<String> response = send(method, path, body == null ? "" : body.replace('\'', '"'));
    assertEquals(status, response.statusCode());
    assertTrue(response.body().contains("\"code\":\"" + code + "\""), response.body());
  }

  @Test
  void root_tellsEverythingThereIs_andTheRoutes() throws Exception {
    setUp();
    Map<String, Object> view = json("GET", "/", "");
    assertEquals(emulator.ec2Endpoint().toString(), view.get("ec2"));
    assertEquals(1, list(view, "subnets").size());
    assertEquals(Routes.DESCRIBED, view.get("routes"));
  }

  @Test
  void shutdown_asked_letsTheProgramGoOn() throws Exception {
    json("POST", "/shutdown", "");
    emulator.awaitShutDown();
  }
}

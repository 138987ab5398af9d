package io.berth.emulator.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.RealSdk;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.Cidr;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/// Orders trouble over the control API as a script would, and lets the real AWS SDK run into it.
class TroubleTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private Emulator emulator;
  private Subnet subnet;
  private Instance instance;
  private Ec2Client ec2;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    subnet =
        emulator.createSubnet(
            emulator.createVpc(Cidr.parse("10.0.0.0/16")).id(),
            Cidr.parse("10.0.0.0/24"),
            "us-east-1a");
    instance = emulator.runInstance("m5.large", subnet.id());
    ec2 = RealSdk.client(emulator.ec2Endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    http.close();
    emulator.close();
  }

  private Map<String, Object> send(String method, String path, String body) throws Exception {
    var response =
        http.send(
            HttpRequest.newBuilder(emulator.controlEndpoint().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return JSON.std.mapFrom(response.body());
  }

  private String primary() {
    return emulator.read(model -> model.view().interfacesOf(instance.id()).getFirst().id().value());
  }

  private int addresses() {
    return emulator.read(
        model -> model.view().interfacesOf(instance.id()).getFirst().addresses().size());
  }

  private void assign() {
    ec2.assignPrivateIpAddresses(
        r -> r.networkInterfaceId(primary()).secondaryPrivateIpAddressCount(1));
  }

  private static void assertRefused(String code, int status, Executable call) {
    Ec2Exception e = assertThrows(Ec2Exception.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode());
    assertEquals(status, e.statusCode());
  }

  @Test
  void answerLost_assign_isDoneThoughTheConnectionBreaks() throws Exception {
    send("POST", "/faults", "{'action':'AssignPrivateIpAddresses','effect':'answerLost'}");
    assertThrows(SdkClientException.class, this::assign);
    assertEquals(2, addresses());
    assertEquals("NoAnswer", emulator.calls().getLast().errorCode());
    assertEquals(0, emulator.calls().getLast().status());
    assign();
    assertEquals(3, addresses());
  }

  @Test
  void callLost_assign_isNotDone() throws Exception {
    send("POST", "/faults", "{'action':'AssignPrivateIpAddresses','effect':'callLost','times':2}");
    assertThrows(SdkClientException.class, this::assign);
    assertThrows(SdkClientException.class, this::assign);
    assertEquals(1, addresses());
    assign();
  }

  @Test
  void callLost_everyAction_isEc2Gone() throws Exception {
    send("POST", "/faults", "{'action':'*','effect':'callLost','times':0}");
    assertThrows(SdkClientException.class, this::assign);
    assertThrows(SdkClientException.class, () -> ec2.describeSubnets());
    assertThrows(SdkClientException.class, () -> ec2.describeSubnets());
    send("DELETE", "/faults", "");
    assign();
  }

  @Test
  void metadata_failingOrSilent_servesNobodyUntilItAnswersAgain() throws Exception {
    assertEquals(200, token());
    send("PUT", "/metadata", "{'state':'fails'}");
    assertEquals(503, token());
    send("PUT", "/metadata", "{'state':'silent'}");
    assertThrows(IOException.class, this::token);
    send("PUT", "/metadata", "{'state':'answers'}");
    assertEquals(200, token());
  }

  private int token() throws Exception {
    return http.send(
            HttpRequest.newBuilder(
                    URI.create(emulator.reach(instance.id()).get("imds") + "/latest/api/token"))
                .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void throttleAndUnauthorized_assign_areRefusedByCode() throws Exception {
    send("POST", "/faults", "{'action':'AssignPrivateIpAddresses','effect':'throttle'}");
    send(
        "POST",
        "/faults",
        "{'action':'AssignPrivateIpAddresses','effect':'unauthorized','times':0}");
    assertRefused("RequestLimitExceeded", 503, this::assign);
    assertRefused("UnauthorizedOperation", 403, this::assign);
    assertRefused("UnauthorizedOperation", 403, this::assign);
    assertEquals(1, addresses());
    send("DELETE", "/faults", "");
    assign();
  }

  @Test
  void faults_listed_showWhatIsLeft() throws Exception {
    send(
        "POST",
        "/faults",
        "{'action':'CreateTags','effect':'staleMetadata','lagMillis':5,'perMille':50}");
    send("POST", "/faults", "{'action':'CreateTags','code':'Oops','times':2,'delayMillis':3}");
    assertEquals(
        List.of(
            Map.of(
                "action",
                "CreateTags",
                "times",
                0,
                "perMille",
                50,
                "effect",
                "staleMetadata",
                "lagMillis",
                5),
            Map.of(
                "action",
                "CreateTags",
                "times",
                2,
                "perMille",
                1000,
                "delayMillis",
                3,
                "effect",
                "error",
                "code",
                "Oops",
                "status",
                400,
                "message",
                "Injected by the testbed: Oops")),
        send("GET", "/faults", "").get("faults"));
  }

  @Test
  void staleDescribe_byFaultAndByLag_showsTheStateOfThen() throws Exception {
    // The test's own pause is not needed: the lag is longer than the emulator has lived.
    send(
        "POST",
        "/faults",
        "{'action':'DescribeNetworkInterfaces','effect':'staleDescribe','lagMillis':600000}");
    assertTrue(ec2.describeNetworkInterfaces(r -> r.maxResults(10)).networkInterfaces().isEmpty());
    assertEquals(
        1, ec2.describeNetworkInterfaces(r -> r.maxResults(10)).networkInterfaces().size());
    Map<String, Object> latency = send("PUT", "/latency", "{'describeLag':600000}");
    assertEquals(600_000, latency.get("DescribeSubnetsLag"));
    assertRefused(
        "InvalidNetworkInterfaceID.NotFound",
        400,
        () -> ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(primary())));
    assertEquals(251, freeAddresses());
    send("PUT", "/latency", "{'DescribeSubnetsLag':0}");
    assertEquals(250, freeAddresses());
  }

  private int freeAddresses() {
    return ec2.describeSubnets().subnets().getFirst().availableIpAddressCount();
  }

  @Test
  void throttling_ofOneAction_refusesBeyondTheBucket() throws Exception {
    assertEquals("none", send("GET", "/throttling", "").get("limits"));
    assertEquals(
        Map.of("size", 50, "perSecond", 5),
        send("PUT", "/throttling", "{'limits':'ec2'}").get("AttachNetworkInterface"));
    send("PUT", "/throttling", "{'action':'AssignPrivateIpAddresses','size':2,'perSecond':1}");
    assign();
    assign();
    // Slow enough a machine might refill a token between calls, but not before every call.
    assertRefused(
        "RequestLimitExceeded",
        503,
        () -> {
          for (int i = 0; i < 7; i++) {
            assign();
          }
        });
    emulator.setThrottling(Throttling.NONE);
    assertNotEquals(10, addresses());
  }

  @Test
  void occupation_leavesNoPrefix_inTheFormAskedFor() throws Exception {
    assertEquals(
        Map.of("freeAddresses", 102),
        send("POST", "/occupations", "{'subnet':'" + subnet.id() + "','freePercent':40}"));
    Executable prefix =
        () -> ec2.assignPrivateIpAddresses(r -> r.networkInterfaceId(primary()).ipv4PrefixCount(1));
    assertRefused("InsufficientCidrBlocks", 400, prefix);
    send("PUT", "/shortage", "{'form':'parameter-value'}");
    assertRefused("InvalidParameterValue", 400, prefix);
    assign();
    send("DELETE", "/occupations/" + subnet.id(), "");
    ec2.assignPrivateIpAddresses(r -> r.networkInterfaceId(primary()).ipv4PrefixCount(1));
  }
}

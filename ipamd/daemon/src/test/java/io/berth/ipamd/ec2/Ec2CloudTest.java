package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipamd.config.StaticCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the adapter sends, and what it makes of answers that a well-behaved EC2 does not give.
/// Answers are written by hand on a server on loopback.
class Ec2CloudTest {

  private static final CloudRequest DESCRIBE =
      new CloudRequest.DescribeEnis(new InstanceId("i-0a"));
  private static final CloudRequest ASSIGN =
      new CloudRequest.AssignAddresses(new EniId("eni-0a"), AddressKind.SINGLE, 3);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> observed = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void refusedCall_isMadeOnce_withBerthsUserAgentAndTheRegion() throws Exception {
    Ec2Stub stub =
        stub(request ->
            Ec2Stub.Answer.error(503, "RequestLimitExceeded", "Request limit exceeded."));

    CloudFailure failure = failure(cloud(stub.endpoint(), 60_000), ASSIGN);

    assertEquals(Kind.THROTTLED, failure.kind());
    assertEquals("RequestLimitExceeded: Request limit exceeded.", failure.sentence());
    assertEquals(1, stub.requests.size());
    Ec2Stub.Request request = stub.requests.getFirst();
    assertTrue(request.userAgent().startsWith("berth/1.2.3 "), request.userAgent());
    assertTrue(request.authorization().contains("/eu-central-1/ec2/"), request.authorization());
    assertEquals("AssignPrivateIpAddresses", request.field("Action"));
    assertEquals("3", request.field("SecondaryPrivateIpAddressCount"));
    assertEquals(List.of("AssignPrivateIpAddresses THROTTLED"), observed);
  }

  @Test
  void creation_sendsTokenTagsGroupsAndCount_afterLookingUpTheSubnet() throws Exception {
    Ec2Stub stub =
        stub(request ->
            request.field("Action").equals("DescribeSubnets")
                ? subnets()
                : Ec2Stub.Answer.ok(
                    "<CreateNetworkInterfaceResponse><networkInterface>"
                        + "<networkInterfaceId>eni-0b</networkInterfaceId>"
                        + "<macAddress>02:00:00:00:00:0b</macAddress>"
                        + "<privateIpAddress>10.0.1.5</privateIpAddress>"
                        + "<privateIpAddressesSet><item><privateIpAddress>10.0.1.6"
                        + "</privateIpAddress><primary>false</primary></item>"
                        + "</privateIpAddressesSet></networkInterface>"
                        + "</CreateNetworkInterfaceResponse>"));
    Ec2Cloud cloud = cloud(stub.endpoint(), 60_000);
    CloudRequest create =
        new CloudRequest.CreateEni(
            "token-1",
            new SubnetId("subnet-0a"),
            List.of(new SecurityGroupId("sg-1"), new SecurityGroupId("sg-2")),
            AddressKind.SINGLE,
            1,
            "berth eni",
            new TreeMap<>(Map.of("a", "b")));

    assertInstanceOf(CloudOutcome.Created.class, outcome(cloud, create));
    assertInstanceOf(CloudOutcome.Created.class, outcome(cloud, create));

    assertEquals(
        List.of("DescribeSubnets", "CreateNetworkInterface", "CreateNetworkInterface"),
        stub.requests.stream().map(request -> request.field("Action")).toList());
    Ec2Stub.Request sent = stub.requests.get(1);
    assertEquals("token-1", sent.field("ClientToken"));
    assertEquals("subnet-0a", sent.field("SubnetId"));
    assertEquals("sg-1", sent.field("SecurityGroupId.1"));
    assertEquals("sg-2", sent.field("SecurityGroupId.2"));
    assertEquals("1", sent.field("SecondaryPrivateIpAddressCount"));
    assertEquals("berth eni", sent.field("Description"));
    assertEquals("network-interface", sent.field("TagSpecification.1.ResourceType"));
    assertEquals("a", sent.field("TagSpecification.1.Tag.1.Key"));
    assertEquals("b", sent.field("TagSpecification.1.Tag.1.Value"));
  }

  @Test
  void listing_readsAllPages_alsoBehindAnEmptyOne_andAsksForThisInstanceOnly() throws Exception {
    Ec2Stub stub =
        stub(request ->
            request.field("Action").equals("DescribeSubnets")
                ? subnets()
                : switch (request.field("NextToken")) {
                  case "" -> page(eni("eni-0a", 0), "two");
                  case "two" -> page("", "three");
                  default -> page(eni("eni-0b", 1), "");
                });

    CloudOutcome.Enis enis =
        assertInstanceOf(
            CloudOutcome.Enis.class, outcome(cloud(stub.endpoint(), 60_000), DESCRIBE));

    assertEquals(
        List.of("eni-0a", "eni-0b"),
        enis.withoutTraits().stream().map(Eni::id).map(EniId::value).toList());
    assertEquals("attachment.instance-id", stub.requests.getFirst().field("Filter.1.Name"));
    assertEquals("i-0a", stub.requests.getFirst().field("Filter.1.Value.1"));
    assertEquals(4, stub.requests.size());
  }

  @Test
  void listingWithoutEnd_isGivenUp() throws Exception {
    Ec2Stub stub = stub(request -> page("", "again"));

    CloudFailure failure = failure(cloud(stub.endpoint(), 60_000), DESCRIBE);

    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertEquals(100, stub.requests.size());
  }

  @Test
  void unusableAnswer_isAmbiguousForAChange() throws Exception {
    Ec2Stub stub =
        stub(request ->
            Ec2Stub.Answer.ok(
                "<AssignPrivateIpAddressesResponse><assignedPrivateIpAddressesSet><item>"
                    + "<privateIpAddress>nonsense</privateIpAddress></item>"
                    + "</assignedPrivateIpAddressesSet></AssignPrivateIpAddressesResponse>"));

    assertEquals(Kind.AMBIGUOUS, failure(cloud(stub.endpoint(), 60_000), ASSIGN).kind());
  }

  @Test
  void brokenXml_isAmbiguousForAChange_andUnavailableForAListing() throws Exception {
    Ec2Stub stub = stub(request -> Ec2Stub.Answer.ok("<html>proxy"));
    Ec2Cloud cloud = cloud(stub.endpoint(), 60_000);

    assertEquals(Kind.AMBIGUOUS, failure(cloud, ASSIGN).kind());
    assertEquals(Kind.UNAVAILABLE, failure(cloud, DESCRIBE).kind());
  }

  @Test
  void silence_endsInTime_andIsAmbiguousForAChange() throws Exception {
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(silent);
    Ec2Cloud cloud = cloud(URI.create("http://127.0.0.1:" + silent.getLocalPort()), 500);

    assertEquals(Kind.AMBIGUOUS, failure(cloud, ASSIGN).kind());
    assertEquals(Kind.UNAVAILABLE, failure(cloud, DESCRIBE).kind());
  }

  @Test
  void nobodyListening_hasChangedNothing() throws Exception {
    URI endpoint;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      endpoint = URI.create("http://127.0.0.1:" + gone.getLocalPort());
    }

    CloudFailure failure = failure(cloud(endpoint, 60_000), ASSIGN);

    assertEquals(Kind.UNAVAILABLE, failure.kind());
    assertEquals("ConnectException: Connection refused", failure.sentence());
  }

  @Test
  void requests_runAtOnce_upToTheBound() throws Exception {
    CountDownLatch allIn = new CountDownLatch(Ec2Cloud.CONCURRENT_REQUESTS);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Ec2Stub stub =
        stub(request -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          allIn.countDown();
          await(allIn);
          atOnce.decrementAndGet();
          return page("", "");
        });
    Ec2Cloud cloud = cloud(stub.endpoint(), 60_000);
    List<CompletableFuture<CloudOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < Ec2Cloud.CONCURRENT_REQUESTS + 10; i++) {
      CompletableFuture<CloudOutcome> outcome = new CompletableFuture<>();
      cloud.submit(DESCRIBE, outcome::complete);
      outcomes.add(outcome);
    }

    for (CompletableFuture<CloudOutcome> outcome : outcomes) {
      assertInstanceOf(CloudOutcome.Enis.class, outcome.get(60, TimeUnit.SECONDS));
    }
    assertEquals(Ec2Cloud.CONCURRENT_REQUESTS, most.get());
  }

  @Test
  void withoutStaticCredentials_theRoleIsAskedAtTheConfiguredEndpoint() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer metadata =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    open.add(() -> metadata.stop(0));
    metadata.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(exchange.getRequestMethod() + " " + path);
          String body =
              path.equals("/latest/api/token")
                  ? "token"
                  : path.endsWith("/")
                      ? "node-role"
                      : "{\"Code\":\"Success\",\"AccessKeyId\":\"FROMROLE\",\"SecretAccessKey\":\"s\","
                          + "\"Token\":\"t\",\"Expiration\":\"2999-01-01T00:00:00Z\"}";
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    metadata.start();
    Ec2Stub stub = stub(request -> page("", ""));
    URI endpoint = URI.create("http://127.0.0.1:" + metadata.getAddress().getPort());

    Ec2Cloud cloud = cloud(stub.endpoint(), endpoint, null, 60_000);

    assertInstanceOf(CloudOutcome.Enis.class, outcome(cloud, DESCRIBE));
    assertTrue(
        stub.requests.getFirst().authorization().contains("Credential=FROMROLE/"),
        stub.requests.getFirst().authorization());
    assertTrue(asked.contains("PUT /latest/api/token"), asked.toString());
  }

  @Test
  void noRole_hasChangedNothing() throws Exception {
    HttpServer metadata =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    open.add(() -> metadata.stop(0));
    metadata.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    metadata.start();
    Ec2Stub stub = stub(request -> page("", ""));
    URI endpoint = URI.create("http://127.0.0.1:" + metadata.getAddress().getPort());

    assertEquals(
        Kind.UNAVAILABLE, failure(cloud(stub.endpoint(), endpoint, null, 60_000), ASSIGN).kind());
    assertEquals(0, stub.requests.size());
  }

  @Test
  void closedCloud_sendsNothing() throws Exception {
    Ec2Stub stub = stub(request -> page("", ""));
    Ec2Cloud cloud = cloud(stub.endpoint(), 60_000);
    cloud.close();

    assertEquals("Closed: the daemon is stopping", failure(cloud, DESCRIBE).sentence());
    assertEquals(0, stub.requests.size());
  }

  private Ec2Stub stub(Function<Ec2Stub.Request, Ec2Stub.Answer> answers) throws IOException {
    Ec2Stub stub = new Ec2Stub(answers);
    open.add(stub);
    return stub;
  }

  private Ec2Cloud cloud(URI ec2, int timeoutMillis) {
    return cloud(
        ec2,
        URI.create("http://127.0.0.1:1"),
        new StaticCredentials("id", "secret", ""),
        timeoutMillis);
  }

  private Ec2Cloud cloud(
      URI ec2, URI metadata, @Nullable StaticCredentials credentials, int timeoutMillis) {
    Ec2Cloud cloud =
        new Ec2Cloud(
            new Ec2Settings(
                "eu-central-1", ec2, credentials, metadata, timeoutMillis, "1.2.3", true),
            (action, nanos, failure) ->
                observed.add(action + " " + (failure == null ? "ok" : failure.kind())));
    open.add(cloud);
    return cloud;
  }

  private static CloudOutcome outcome(Ec2Cloud cloud, CloudRequest request) throws Exception {
    CompletableFuture<CloudOutcome> outcome = new CompletableFuture<>();
    cloud.submit(request, outcome::complete);
    return outcome.get(60, TimeUnit.SECONDS);
  }

  private static CloudFailure failure(Ec2Cloud cloud, CloudRequest request) throws Exception {
    return assertInstanceOf(CloudOutcome.Failed.class, outcome(cloud, request)).failure();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Ec2Stub.Answer subnets() {
    return Ec2Stub.Answer.ok(
        "<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-0a</subnetId>"
            + "<cidrBlock>10.0.1.0/24</cidrBlock></item></subnetSet></DescribeSubnetsResponse>");
  }

  private static Ec2Stub.Answer page(String items, String next) {
    return Ec2Stub.Answer.ok(
        "<DescribeNetworkInterfacesResponse><networkInterfaceSet>"
            + items
            + "</networkInterfaceSet>"
            + (next.isEmpty() ? "" : "<nextToken>" + next + "</nextToken>")
            + "</DescribeNetworkInterfacesResponse>");
  }

  private static String eni(String id, int deviceIndex) {
    return "<item><networkInterfaceId>"
        + id
        + "</networkInterfaceId><subnetId>subnet-0a</subnetId>"
        + "<macAddress>02:00:00:00:00:0a</macAddress>"
        + "<privateIpAddress>10.0.1.5</privateIpAddress>"
        + "<attachment><attachmentId>eni-attach-0</attachmentId><deviceIndex>"
        + deviceIndex
        + "</deviceIndex><status>attached</status></attachment></item>";
  }
}

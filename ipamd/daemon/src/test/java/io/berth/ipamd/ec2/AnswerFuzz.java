package io.berth.ipamd.ec2;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipamd.config.StaticCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.AttributeMap;

/// What `testbed/fuzz` lets EC2 answer to the real client of the SDK, in memory. The first byte
/// chooses the request, the second the HTTP status; the rest is the body of every answer.
public final class AnswerFuzz {

  private static final int[] STATUSES = {200, 400, 403, 500, 503, 301, 204};

  /// A listing asks for page after page while the answer names one; then the connection breaks.
  private static final int ANSWERS = 3;

  private static final List<CloudRequest> REQUESTS =
      List.of(
          new CloudRequest.DescribeEnis(new InstanceId("i-0a")),
          new CloudRequest.DescribeType("m5.large"),
          new CloudRequest.AssignAddresses(new EniId("eni-0a"), AddressKind.PREFIX, 2),
          new CloudRequest.CreateEni(
              "token",
              new SubnetId("subnet-0a"),
              List.of(new SecurityGroupId("sg-1")),
              AddressKind.SINGLE,
              1,
              "d",
              new TreeMap<>()),
          new CloudRequest.AttachEni(new EniId("eni-0a"), new InstanceId("i-0a"), 1),
          new CloudRequest.DeleteEni(new EniId("eni-0a")),
          new CloudRequest.DescribeSubnets(new VpcId("vpc-0a"), "z"),
          new CloudRequest.DescribeReservations(new SubnetId("subnet-0a")),
          new CloudRequest.DescribeAvailable(new VpcId("vpc-0a"), new TreeMap<>(Map.of("a", "b"))),
          new CloudRequest.DescribeInstances(List.of(new InstanceId("i-0a"))));

  private static final Transport TRANSPORT = new Transport();

  private static final Invoker INVOKER =
      new Invoker(
          Ec2Clients.make(
              new Ec2Settings(
                  "eu-central-1",
                  URI.create("http://ec2.invalid"),
                  new StaticCredentials("id", "secret", ""),
                  URI.create("http://metadata.invalid"),
                  60_000,
                  "1.2.3",
                  true),
              Executors.newSingleThreadScheduledExecutor(
                  Thread.ofPlatform().daemon().name("timeouts").factory()),
              TRANSPORT),
          (action, nanos, failure) -> {});

  private AnswerFuzz() {}

  /// Makes one request.
  ///
  /// @return the kind of outcome or failure
  public static String outcome(byte[] input) {
    if (input.length < 2) {
      return "nothing";
    }
    TRANSPORT.answer(
        STATUSES[Math.floorMod(input[1], STATUSES.length)],
        Arrays.copyOfRange(input, 2, input.length));
    // New each time: it remembers the blocks of subnets.
    CloudOutcome outcome =
        new Ec2Calls(INVOKER, true).outcome(REQUESTS.get(Math.floorMod(input[0], REQUESTS.size())));
    if (!(outcome instanceof CloudOutcome.Failed failed)) {
      return outcome.getClass().getSimpleName();
    }
    if (failed.failure().sentence().isBlank()) {
      throw new AssertionError("a failure without a sentence");
    }
    return failed.failure().kind()
        + (failed.failure().code().equals("UnusableAnswer") ? " unusable" : "");
  }

  /// One transport for one thread, which gives every call the same answer.
  private static final class Transport implements SdkHttpClient, SdkHttpClient.Builder<Transport> {

    private int status;
    private byte[] body = {};
    private int left;

    void answer(int newStatus, byte[] newBody) {
      status = newStatus;
      body = newBody;
      left = ANSWERS;
    }

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return this;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          if (left-- == 0) {
            throw new IOException("the connection broke");
          }
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(status).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  /// Usable answers to every request, refusals, and what XML can be made to do.
  public static List<byte[]> seeds() {
    String interfaces =
        "<networkInterfaceSet><item><networkInterfaceId>eni-0a</networkInterfaceId><subnetId>subnet-0a</subnetId>"
            + "<macAddress>02:00:00:00:00:0a</macAddress><privateIpAddress>10.0.1.5</privateIpAddress>"
            + "<interfaceType>interface</interfaceType><groupSet><item><groupId>sg-1</groupId></item></groupSet>"
            + "<tagSet><item><key>a</key><value>b</value></item></tagSet>"
            + "<privateIpAddressesSet><item><privateIpAddress>10.0.1.6</privateIpAddress><primary>false</primary></item></privateIpAddressesSet>"
            + "<ipv4PrefixSet><item><ipv4Prefix>10.0.2.0/28</ipv4Prefix></item></ipv4PrefixSet>"
            + "<attachment><attachmentId>eni-attach-0</attachmentId><deviceIndex>1</deviceIndex>"
            + "<networkCardIndex>0</networkCardIndex><status>attached</status></attachment></item></networkInterfaceSet>"
            + "<subnetSet><item><subnetId>subnet-0a</subnetId><cidrBlock>10.0.1.0/24</cidrBlock>"
            + "<availableIpAddressCount>9</availableIpAddressCount></item></subnetSet>";
    String rest =
        "<instanceTypeSet><item><instanceType>m5.large</instanceType><hypervisor>nitro</hypervisor><networkInfo>"
            + "<maximumNetworkInterfaces>3</maximumNetworkInterfaces><ipv4AddressesPerInterface>10</ipv4AddressesPerInterface>"
            + "<defaultNetworkCardIndex>0</defaultNetworkCardIndex><networkCards><item><networkCardIndex>0</networkCardIndex>"
            + "<maximumNetworkInterfaces>3</maximumNetworkInterfaces></item></networkCards></networkInfo></item></instanceTypeSet>"
            + "<assignedPrivateIpAddressesSet><item><privateIpAddress>10.0.1.7</privateIpAddress></item></assignedPrivateIpAddressesSet>"
            + "<assignedIpv4PrefixSet><item><ipv4Prefix>10.0.3.0/28</ipv4Prefix></item></assignedIpv4PrefixSet>"
            + "<networkInterface><networkInterfaceId>eni-0b</networkInterfaceId><macAddress>02:00:00:00:00:0b</macAddress>"
            + "<privateIpAddress>10.0.1.8</privateIpAddress></networkInterface><attachmentId>eni-attach-1</attachmentId>"
            + "<subnetIpv4CidrReservationSet><item><cidr>10.0.1.16/28</cidr><reservationType>prefix</reservationType></item></subnetIpv4CidrReservationSet>"
            + "<reservationSet><item><instancesSet><item><instanceId>i-0a</instanceId><instanceState><name>running</name></instanceState></item></instancesSet></item></reservationSet>";
    List<byte[]> seeds = new ArrayList<>();
    for (int request = 0; request < REQUESTS.size(); request++) {
      seeds.add(seed(request, 0, "<R>" + interfaces + rest + "</R>"));
      seeds.add(seed(request, 0, "<R><networkInterfaceSet><item/></networkInterfaceSet></R>"));
      seeds.add(seed(request, 0, ""));
    }
    for (String code : List.of("RequestLimitExceeded", "InvalidParameterValue", "", "Client.X")) {
      seeds.add(
          seed(
              2,
              1,
              "<Response><Errors><Error><Code>"
                  + code
                  + "</Code><Message>There aren't sufficient free Ipv4 addresses or prefixes</Message></Error></Errors><RequestID>r</RequestID></Response>"));
    }
    seeds.add(seed(0, 0, "<html>proxy"));
    seeds.add(seed(0, 4, "<html>proxy</html>"));
    seeds.add(seed(0, 0, "<a>".repeat(5_000)));
    seeds.add(seed(0, 0, "<R><nextToken>again</nextToken></R>"));
    seeds.add(
        seed(
            0,
            0,
            "<!DOCTYPE R [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><R>&b;</R>"));
    seeds.add(seed(0, 0, "<!DOCTYPE R [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><R>&x;</R>"));
    seeds.add(
        seed(
            2,
            0,
            "<R><assignedIpv4PrefixSet><item><ipv4Prefix>10.0.0.0/8</ipv4Prefix></item></assignedIpv4PrefixSet></R>"));
    return seeds;
  }

  private static byte[] seed(int request, int status, String body) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    byte[] seed = new byte[text.length + 2];
    seed[0] = (byte) request;
    seed[1] = (byte) status;
    System.arraycopy(text, 0, seed, 2, text.length);
    return seed;
  }
}

package io.berth.emulator.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.ipam.model.Cidr;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shows the exact form of requests, answers and refusals, by speaking HTTP without an SDK.
class Ec2WireTest {

  private Emulator emulator;
  private RawCalls raw;
  private Vpc vpc;
  private Subnet subnet;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    raw = new RawCalls(emulator);
    vpc = emulator.createVpc(Cidr.parse("10.0.0.0/16"));
    subnet = emulator.createSubnet(vpc.id(), Cidr.parse("10.0.0.0/24"), "us-east-1a");
  }

  @AfterEach
  void stop() {
    raw.close();
    emulator.close();
  }

  @Test
  void success_post_isXmlInTheNamespaceWithRequestId() throws Exception {
    HttpResponse<String> response = raw.post("Action=DescribeVpcs&Version=2016-11-15");
    assertEquals(200, response.statusCode());
    assertEquals(
        "text/xml;charset=UTF-8", response.headers().firstValue("Content-Type").orElse(""));
    String requestId = response.headers().firstValue("x-amzn-RequestId").orElse("");
    assertEquals(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
        <requestId>%s</requestId><vpcSet><item><vpcId>%s</vpcId><ownerId>123456789012</ownerId>\
        <state>available</state><cidrBlock>10.0.0.0/16</cidrBlock><isDefault>false</isDefault>\
        <instanceTenancy>default</instanceTenancy><cidrBlockAssociationSet><item>\
        <associationId>vpc-cidr-assoc-%s0</associationId><cidrBlock>10.0.0.0/16</cidrBlock>\
        <cidrBlockState><state>associated</state></cidrBlockState></item>\
        </cidrBlockAssociationSet><tagSet></tagSet></item></vpcSet></DescribeVpcsResponse>\
        """
            .formatted(requestId, vpc.id(), vpc.id().value().substring(4)),
        response.body());
  }

  @Test
  void assign_answers_onlyTheNewAddresses() throws Exception {
    Instance instance = emulator.runInstance("m5.large", subnet.id());
    String eni =
        emulator.read(model -> model.view().interfacesOf(instance.id()).getFirst().id().value());
    String form = "Action=AssignPrivateIpAddresses&NetworkInterfaceId=" + eni;
    raw.post(form + "&PrivateIpAddress.1=10.0.0.77");
    String body =
        raw.post(form + "&PrivateIpAddress.1=10.0.0.78&PrivateIpAddress.2=10.0.0.79").body();
    assertTrue(
        body.contains(
            "<networkInterfaceId>"
                + eni
                + "</networkInterfaceId><assignedPrivateIpAddressesSet>"
                + "<item><privateIpAddress>10.0.0.78</privateIpAddress></item>"
                + "<item><privateIpAddress>10.0.0.79</privateIpAddress></item>"
                + "</assignedPrivateIpAddressesSet><assignedIpv4PrefixSet></assignedIpv4PrefixSet>"),
        body);
    body = raw.post(form + "&Ipv4Prefix.1=10.0.0.96/28").body();
    assertTrue(body.contains("<item><ipv4Prefix>10.0.0.96/28</ipv4Prefix></item>"), body);
  }

  @Test
  void request_get_isServedLikePost() throws Exception {
    HttpResponse<String> response =
        raw.get("Action=DescribeSubnets&Filter.1.Name=vpc-id&Filter.1.Value.1=" + vpc.id());
    assertEquals(200, response.statusCode());
    assertTrue(response.body().contains("<subnetId>" + subnet.id() + "</subnetId>"));
    assertTrue(response.body().contains("<availableIpAddressCount>251</availableIpAddressCount>"));
  }

  @Test
  void text_withMarkup_comesBackEscapedAndDecoded() throws Exception {
    raw.post(
        "Action=CreateNetworkInterface&SubnetId="
            + subnet.id()
            + "&Description=a%3Cb+%26+%22c%22%C3%A4");
    String body = raw.post("Action=DescribeNetworkInterfaces").body();
    assertTrue(body.contains("<description>a&lt;b &amp; &quot;c&quot;\u00e4</description>"), body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Action=RentInstances                                    | 400 | InvalidAction | The action RentInstances is not valid for this web service.
          Version=2016-11-15                                     | 400 | MissingAction | The request must contain the parameter Action
          Action=DescribeVpcs&Version=2015-01-01                 | 400 | NoSuchVersion | The requested version (2015-01-01) of service AmazonEC2 does not exist
          Action=DescribeVpcs&Color=red                          | 400 | UnknownParameter | The parameter Color is not recognized
          Action=DescribeVpcs&Filter.1.Name=color&Filter.1.Value.1=red | 400 | InvalidParameterValue | The filter 'color' is invalid
          Action=DescribeVpcs&MaxResults=4                       | 400 | InvalidParameterValue | Value (4) for parameter MaxResults is invalid. Expecting a value from 5 to 1000
          Action=DescribeVpcs&MaxResults=many                    | 400 | InvalidParameterValue | Value (many) for parameter MaxResults is invalid. Invalid integer value
          Action=DescribeVpcs&NextToken=%21                      | 400 | InvalidNextToken | The token '!' is invalid
          Action=DescribeNetworkInterfaces&MaxResults=5&NetworkInterfaceId.1=eni-0 | 400 | InvalidParameterCombination | The parameter NetworkInterfaceId cannot be used with the parameter maxResults
          Action=DescribeNetworkInterfaces&NetworkInterfaceId.1=eni-0 | 400 | InvalidNetworkInterfaceID.NotFound | The networkInterface ID 'eni-0' does not exist
          Action=DescribeNetworkInterfaces&NetworkInterfaceId.1=abc | 400 | InvalidNetworkInterfaceID.Malformed | Invalid id: "abc" (expecting "eni-...")
          Action=DescribeInstanceTypes&InstanceType.1=m5.tiny    | 400 | InvalidInstanceType | The following supplied instance types do not exist: [m5.tiny]
          Action=CreateNetworkInterface                          | 400 | MissingParameter | The request must contain the parameter SubnetId
          Action=ModifyNetworkInterfaceAttribute&NetworkInterfaceId=eni-0 | 400 | MissingParameter | The request must change exactly one attribute, not 0
          Action=AssignPrivateIpAddresses&NetworkInterfaceId=eni-0&PrivateIpAddress.1=x | 400 | InvalidParameterValue | Value (x) for parameter PrivateIpAddress is invalid. Invalid IPv4 address
          Action=AssignPrivateIpAddresses&NetworkInterfaceId=eni-0&DryRun=true | 400 | UnknownParameter | The parameter DryRun is not recognized
          Action=DescribeVpcs&DryRun=true                        | 412 | DryRunOperation | Request would have succeeded, but DryRun flag is set.
          """)
  void request_wrong_isRefusedWithCodeAndText(String form, int status, String code, String message)
      throws Exception {
    HttpResponse<String> response = raw.post(form);
    assertEquals(status, response.statusCode());
    String escaped = message.replace("\"", "&quot;");
    assertTrue(
        response
            .body()
            .contains(
                "<Response><Errors><Error><Code>"
                    + code
                    + "</Code><Message>"
                    + escaped
                    + "</Message></Error></Errors><RequestID>"),
        response.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer abc",
        "AWS4-HMAC-SHA256 Credential=AKID/20261125/us-east-1/s3/aws4_request,"
            + " SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256"
      })
  void request_notSigned_isAuthFailure(String authorization) throws Exception {
    HttpResponse<String> response = raw.post("Action=DescribeVpcs", authorization);
    assertEquals(401, response.statusCode());
    assertTrue(response.body().contains("<Code>AuthFailure</Code>"), response.body());
  }

  @Test
  void log_hasEveryCall_refusedOnesToo() throws Exception {
    raw.post("Action=DescribeVpcs&MaxResults=5");
    raw.post("Action=DescribeVpcs&MaxResults=4");
    CallRecord good = emulator.calls().getFirst();
    CallRecord bad = emulator.calls().getLast();
    assertEquals(2, emulator.calls().size());
    assertEquals("DescribeVpcs", good.action());
    assertEquals("AKID", good.accessKey());
    assertEquals(java.util.Map.of("MaxResults", "5"), good.parameters());
    assertEquals("", good.errorCode());
    assertEquals("InvalidParameterValue", bad.errorCode());
    assertEquals(400, bad.status());
    emulator.clearCalls();
    assertEquals(0, emulator.calls().size());
  }
}

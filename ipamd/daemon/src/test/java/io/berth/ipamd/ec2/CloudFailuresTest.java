package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Every refusal and every broken call has the kind that decides what to do about it. A table of
/// codes and messages as EC2 sends them, and of the transport's exceptions.
class CloudFailuresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RequestLimitExceeded|503|Request limit exceeded.|THROTTLED",
        "Client.RequestLimitExceeded|503|Request limit exceeded.|THROTTLED",
        "Throttling|400|Rate exceeded|THROTTLED",
        "ThrottlingException|400|Rate exceeded|THROTTLED",
        "SlowDown|429|slow|THROTTLED",
        "Unheard|429|slow|THROTTLED",
        "InsufficientFreeAddressesInSubnet|400|The specified subnet does not have enough free"
            + " addresses to satisfy the request.|SUBNET_FULL",
        "Client.InsufficientFreeAddressesInSubnet|400|x|SUBNET_FULL",
        "InvalidParameterValue|400|There aren't sufficient free Ipv4 addresses or"
            + " prefixes|SUBNET_FULL",
        "InsufficientCidrBlocks|400|The specified subnet does not have enough free cidr"
            + " blocks|NO_PREFIX",
        "PrivateIpAddressLimitExceeded|400|Number of private addresses will exceed"
            + " limit.|ENI_FULL",
        "AttachmentLimitExceeded|400|Interface count 4 exceeds the limit for"
            + " m5.large|INSTANCE_FULL",
        "NetworkInterfaceLimitExceeded|400|x|LIMIT_REACHED",
        "InvalidParameterValue|400|Instance 'i-0' already has an interface attached at device index"
            + " '1'.|INSTANCE_FULL",
        "UnauthorizedOperation|403|You are not authorized to perform this operation.|NOT_AUTHORISED",
        "AuthFailure|401|x|NOT_AUTHORISED",
        "RequestExpired|400|x|NOT_AUTHORISED",
        "Unheard|403|x|NOT_AUTHORISED",
        "InvalidNetworkInterfaceID.NotFound|400|The networkInterface ID 'eni-0' does not"
            + " exist|NOT_FOUND",
        "InvalidAttachmentID.NotFound|400|x|NOT_FOUND",
        "InvalidParameterValue|400|Some of the specified addresses are not assigned to interface"
            + " eni-0|NOT_FOUND",
        "InvalidParameterValue|400|Network interface 'eni-0' is currently in use.|BUSY",
        "InvalidNetworkInterface.InUse|400|Interface: [eni-0] in use.|BUSY",
        "IncorrectState|400|x|BUSY",
        "IncorrectInstanceState|400|x|BUSY",
        "Unavailable|503|x|UNAVAILABLE",
        "Server.Unavailable|503|x|UNAVAILABLE",
        "Unheard|503|x|UNAVAILABLE",
        "InvalidParameterValue|400|bad value|REJECTED",
        "InvalidParameterCombination|400|x|REJECTED",
        "OperationNotPermitted|400|x|REJECTED",
        "IdempotentParameterMismatch|400|x|REJECTED",
        "Unheard|400|x|REJECTED",
      })
  void refusal_hasItsKind(String code, int status, String message, Kind kind) {
    CloudFailure failure = CloudFailures.refusal(code, status, message, true);

    assertEquals(kind, failure.kind());
    assertEquals(message, failure.message());
    assertTrue(code.endsWith(failure.code()));
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "504"})
  void lostServer_isAmbiguousOnlyForChanges(int status) {
    assertEquals(Kind.AMBIGUOUS, CloudFailures.refusal("InternalError", status, "x", true).kind());
    assertEquals(
        Kind.UNAVAILABLE, CloudFailures.refusal("InternalError", status, "x", false).kind());
  }

  @Test
  void answerWithoutCode_isNamedByItsStatus() {
    assertEquals(
        "HTTP 502: Bad Gateway", CloudFailures.refusal("", 502, "Bad Gateway", true).sentence());
  }

  @Test
  void endlessMessage_isCut() {
    assertEquals(501, CloudFailures.refusal("X", 400, "x".repeat(5_000), true).message().length());
  }

  @Test
  void timeOut_afterSending_isAmbiguousForChangesOnly() {
    SdkClientException read =
        SdkClientException.create("Unable", new SocketTimeoutException("Read timed out"));

    assertEquals(
        new CloudFailure(Kind.AMBIGUOUS, "SocketTimeoutException", "Read timed out"),
        CloudFailures.noAnswer(read, true, true));
    assertEquals(Kind.UNAVAILABLE, CloudFailures.noAnswer(read, true, false).kind());
    assertEquals(
        Kind.AMBIGUOUS,
        CloudFailures.noAnswer(
                SdkClientException.create("x", new SocketException("Connection reset")), true, true)
            .kind());
    assertEquals(
        Kind.AMBIGUOUS,
        CloudFailures.noAnswer(ApiCallTimeoutException.create("took too long", null), true, true)
            .kind());
  }

  @Test
  void failure_beforeSending_hasChangedNothing() {
    for (Exception cause :
        new Exception[] {
          new SocketTimeoutException("Connect timed out"),
          new ConnectException("Connection refused"),
          new UnknownHostException("ec2.eu-central-1.amazonaws.com"),
          new NoRouteToHostException("No route to host"),
          new SSLHandshakeException("certificate expired"),
        }) {
      assertEquals(
          Kind.UNAVAILABLE,
          CloudFailures.noAnswer(SdkClientException.create("Unable", cause), true, true).kind(),
          cause.toString());
    }
    assertEquals(
        Kind.UNAVAILABLE,
        CloudFailures.noAnswer(SdkClientException.create("no credentials"), false, true).kind());
  }
}

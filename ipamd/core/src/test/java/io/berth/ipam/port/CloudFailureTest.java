package io.berth.ipam.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.berth.ipam.port.CloudFailure.Kind;
import org.junit.jupiter.api.Test;

/// What a failure says to a person, and how a shortage is read by whoever asked for prefixes.
class CloudFailureTest {

  @Test
  void missingRight_namesTheCall() {
    assertEquals(
        "UnauthorizedOperation for ec2:AttachNetworkInterface: You are not authorized",
        new CloudFailure(Kind.NOT_AUTHORISED, "UnauthorizedOperation", "You are not authorized")
            .inCall("AttachNetworkInterface")
            .sentence());
    assertEquals(
        "RequestLimitExceeded: slow",
        new CloudFailure(Kind.THROTTLED, "RequestLimitExceeded", "slow", "AttachNetworkInterface")
            .sentence());
  }

  @Test
  void shortage_whenPrefixesWereAskedFor_isNoPrefix() {
    CloudFailure shortage =
        new CloudFailure(Kind.SUBNET_FULL, "InvalidParameterValue", "no room", "Assign");
    assertEquals(
        new CloudFailure(Kind.NO_PREFIX, "InvalidParameterValue", "no room", "Assign"),
        shortage.toPrefixRequest());
    CloudFailure other = new CloudFailure(Kind.THROTTLED, "RequestLimitExceeded", "slow");
    assertSame(other, other.toPrefixRequest());
  }
}

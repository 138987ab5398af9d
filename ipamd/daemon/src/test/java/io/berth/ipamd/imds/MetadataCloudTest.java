package io.berth.ipamd.imds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// ENIs as the metadata service of a node tells them, and the refusal of everything else. The
/// service is one on loopback.
class MetadataCloudTest {

  private static final String MACS = "network/interfaces/macs/";
  private static final String FIRST = MACS + "02:00:00:00:00:0a/";
  private static final String SECOND = MACS + "02:00:00:00:00:0b/";
  private static final CloudRequest DESCRIBE =
      new CloudRequest.DescribeEnis(new InstanceId("i-0a"));

  private MetadataServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MetadataServer();
    server.values.put(MACS, "02:00:00:00:00:0a/\n02:00:00:00:00:0b/");
    server.values.put(FIRST + "interface-id", "eni-0a");
    server.values.put(FIRST + "device-number", "0");
    server.values.put(FIRST + "subnet-id", "subnet-0a");
    server.values.put(FIRST + "subnet-ipv4-cidr-block", "10.0.1.0/24");
    server.values.put(FIRST + "local-ipv4s", "10.0.1.10\n10.0.1.11\n10.0.1.12");
    server.values.put(SECOND + "interface-id", "eni-0b");
    server.values.put(SECOND + "device-number", "1");
    server.values.put(SECOND + "network-card", "0");
    server.values.put(SECOND + "subnet-id", "subnet-0a");
    server.values.put(SECOND + "subnet-ipv4-cidr-block", "10.0.1.0/24");
    server.values.put(SECOND + "local-ipv4s", "10.0.1.20");
    server.values.put(SECOND + "ipv4-prefix", "10.0.1.32/28");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CloudOutcome outcome(boolean manageUntagged, CloudRequest request) {
    MetadataClient client =
        new MetadataClient(
            server.endpoint(), new MetadataLimits(30_000, 30_000, 1_024), System::nanoTime);
    CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
    new MetadataCloud(client, manageUntagged).submit(request, answer::complete);
    return answer.join();
  }

  private List<Eni> enis(boolean manageUntagged) {
    return assertInstanceOf(CloudOutcome.Enis.class, outcome(manageUntagged, DESCRIBE))
        .withoutTraits();
  }

  @Test
  void enis_read_haveTheirAddressesAndPrefixes() {
    List<Eni> enis = enis(true);

    assertEquals(2, enis.size());
    Eni primary = enis.getFirst();
    assertTrue(primary.isPrimary());
    assertEquals(IpAddress.parse("10.0.1.10"), primary.primary());
    assertEquals(
        List.of(IpAddress.parse("10.0.1.11"), IpAddress.parse("10.0.1.12")), primary.secondaries());
    assertEquals(new EniId("eni-0b"), enis.getLast().id());
    assertEquals(List.of(Cidr.parse("10.0.1.32/28")), enis.getLast().prefixes());
    assertTrue(enis.getLast().managed());
  }

  @Test
  void untaggedNotToBeManaged_onlyThePrimaryServes() {
    List<Eni> enis = enis(false);

    assertTrue(enis.getFirst().managed());
    assertFalse(enis.getLast().managed());
  }

  @Test
  void eniOfAnotherCard_orWithoutAnAddress_isNotUsed() {
    server.values.put(SECOND + "network-card", "1");
    assertFalse(enis(true).getLast().managed());
    server.values.put(SECOND + "network-card", "0");
    server.values.remove(SECOND + "local-ipv4s");
    assertFalse(enis(true).getLast().managed());
  }

  @Test
  void valueMissing_isAnUnavailableService_namingIt() {
    server.values.remove(SECOND + "device-number");

    CloudFailure failure =
        assertInstanceOf(CloudOutcome.Failed.class, outcome(true, DESCRIBE)).failure();
    assertEquals(CloudFailure.Kind.UNAVAILABLE, failure.kind());
    assertEquals(
        "metadata service, " + SECOND + "device-number: there is no such value", failure.message());
  }

  @Test
  void anythingElse_isRefused_sayingWhy() {
    CloudFailure failure =
        assertInstanceOf(
                CloudOutcome.Failed.class,
                outcome(
                    true,
                    new CloudRequest.AssignAddresses(new EniId("eni-0a"), AddressKind.SINGLE, 1)))
            .failure();

    assertEquals(
        "MetadataOnly: ENABLE_IMDS_ONLY_MODE=true keeps the daemon from calling EC2",
        failure.sentence());
  }
}

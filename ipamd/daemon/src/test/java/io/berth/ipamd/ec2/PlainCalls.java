package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudOutcome.Attached;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Done;
import io.berth.ipam.port.CloudOutcome.Enis;
import io.berth.ipam.port.CloudOutcome.Failed;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipamd.config.StaticCredentials;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// The adapter does the same on two stand-ins for EC2 that know nothing of each other, for the
/// calls that both have. The world is made through the API too. Left out is what the second one
/// does not do: limits, full subnets, client tokens, prefixes, answers with new addresses only.
abstract class PlainCalls {

  /// Patience with a server on a busy machine.
  private static final long ANSWER_SECONDS = 60;

  /// Each test has a VPC of its own; the emulator's do not overlap.
  private static final AtomicInteger NETWORKS = new AtomicInteger();

  private Ec2Cloud cloud;
  private InstanceId instance;
  private SubnetId subnet;
  private SecurityGroupId group;

  /// Where the stand-in listens, on loopback.
  abstract URI endpoint();

  @BeforeEach
  void makeTheWorld() {
    // A whole /16, since the other stand-in chooses addresses at random and forgets which it chose.
    String block = "10." + NETWORKS.incrementAndGet() + ".0.0/16";
    try (Ec2Client ec2 =
        Ec2Client.builder()
            .endpointOverride(endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      String vpc = ec2.createVpc(r -> r.cidrBlock(block)).vpc().vpcId();
      subnet =
          new SubnetId(
              ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(block).availabilityZone("us-east-1a"))
                  .subnet()
                  .subnetId());
      group =
          new SecurityGroupId(
              ec2.createSecurityGroup(r -> r.groupName("pods").description("of pods").vpcId(vpc))
                  .groupId());
      instance =
          new InstanceId(
              ec2.runInstances(r ->
                      r.imageId("ami-0123456789abcdef0")
                          .instanceType("m5.large")
                          .subnetId(subnet.value())
                          .minCount(1)
                          .maxCount(1))
                  .instances()
                  .getFirst()
                  .instanceId());
    }
    cloud =
        new Ec2Cloud(
            new Ec2Settings(
                "us-east-1",
                endpoint(),
                new StaticCredentials("id", "secret", ""),
                URI.create("http://127.0.0.1:1"),
                TimeUnit.SECONDS.toMillis(ANSWER_SECONDS),
                "0",
                true),
            CallObserver.NONE);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void newInstance_described_hasItsPrimaryEniOnly() {
    List<Eni> enis = describe();

    assertEquals(1, enis.size());
    Eni primary = enis.getFirst();
    assertTrue(primary.isPrimary());
    assertTrue(primary.managed());
    assertEquals(subnet, primary.subnet());
    assertEquals(16, primary.subnetCidr().prefixLength());
    assertTrue(primary.subnetCidr().contains(primary.primary()));
    assertEquals(List.of(), primary.secondaries());
  }

  @Test
  void unknownInstance_described_hasNoEni() {
    assertEquals(
        List.of(),
        expect(Enis.class, new CloudRequest.DescribeEnis(new InstanceId("i-0000000000000dead")))
            .enis());
  }

  @Test
  void assignedAddresses_areDescribedBesideThePrimary() {
    EniId eni = primary().id();

    expect(
        CloudOutcome.Assigned.class, new CloudRequest.AssignAddresses(eni, AddressKind.SINGLE, 3));

    assertEquals(3, primary().secondaries().size());
    assertFalse(primary().secondaries().contains(primary().primary()));
    for (IpAddress address : primary().secondaries()) {
      assertTrue(primary().subnetCidr().contains(address), address.toString());
    }
  }

  @Test
  void unassignedAddresses_areGone_othersStay() {
    EniId eni = primary().id();
    expect(
        CloudOutcome.Assigned.class, new CloudRequest.AssignAddresses(eni, AddressKind.SINGLE, 3));
    List<IpAddress> addresses = primary().secondaries();

    expect(
        Done.class,
        new CloudRequest.UnassignAddresses(eni, Portions.ofSingles(addresses.subList(0, 2))));

    assertEquals(addresses.subList(2, 3), primary().secondaries());
  }

  @Test
  void unknownThings_touched_areNotFound() {
    EniId unknown = new EniId("eni-0000000000000dead");

    assertEquals(
        Kind.NOT_FOUND, refused(new CloudRequest.AssignAddresses(unknown, AddressKind.SINGLE, 1)));
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.AttachEni(unknown, instance, 1)));
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.DeleteEni(unknown)));
    assertEquals(
        Kind.NOT_FOUND,
        refused(
            new CloudRequest.DetachEni(unknown, new AttachmentId("eni-attach-0000000000000dead"))));
    EniId known = create(0, Map.of()).eni();
    InstanceId noInstance = new InstanceId("i-0000000000000dead");
    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.AttachEni(known, noInstance, 1)));
  }

  @Test
  void createdEni_isDescribedOnceItIsAttached() {
    Created created = create(4, Map.of());
    assertEquals(4, created.portions().singles().size());
    assertEquals(subnet, created.subnet());
    assertEquals(primary().subnetCidr(), created.subnetCidr());
    assertEquals(1, describe().size());

    AttachmentId attachment = attach(created.eni());

    Eni eni = described(created.eni());
    assertEquals(attachment, eni.attachment());
    assertEquals(1, eni.deviceIndex());
    assertEquals(created.mac(), eni.mac());
    assertEquals(created.primary(), eni.primary());
    assertEquals(new HashSet<>(created.portions().singles()), new HashSet<>(eni.secondaries()));
    assertTrue(eni.managed());
  }

  @Test
  void eniTaggedNotToBeManaged_described_isNotManaged() {
    Created kept = create(0, Map.of("node.k8s.amazonaws.com/no_manage", "true"));
    attach(kept.eni());

    assertFalse(described(kept.eni()).managed());
    assertTrue(primary().managed());
  }

  @Test
  void eni_detachedAndDeleted_isGone() {
    Created created = create(2, Map.of());
    AttachmentId attachment = attach(created.eni());
    expect(Done.class, new CloudRequest.DeleteOnTermination(created.eni(), attachment));

    expect(Done.class, new CloudRequest.DetachEni(created.eni(), attachment));
    assertEquals(1, describe().size());
    expect(Done.class, new CloudRequest.DeleteEni(created.eni()));

    assertEquals(Kind.NOT_FOUND, refused(new CloudRequest.DeleteEni(created.eni())));
    assertEquals(
        Kind.NOT_FOUND,
        refused(new CloudRequest.AssignAddresses(created.eni(), AddressKind.SINGLE, 1)));
  }

  @Test
  void onlyEni_detached_isRejected() {
    assertEquals(
        Kind.REJECTED, refused(new CloudRequest.DetachEni(primary().id(), primary().attachment())));
    assertEquals(1, describe().size());
  }

  private List<Eni> describe() {
    return expect(Enis.class, new CloudRequest.DescribeEnis(instance)).withoutTraits();
  }

  private Eni primary() {
    return describe().stream().filter(Eni::isPrimary).findFirst().orElseThrow();
  }

  private Eni described(EniId id) {
    return describe().stream().filter(eni -> eni.id().equals(id)).findFirst().orElseThrow();
  }

  private Created create(int secondaries, Map<String, String> tags) {
    return expect(
        Created.class,
        new CloudRequest.CreateEni(
            "t-" + subnet,
            subnet,
            List.of(group),
            AddressKind.SINGLE,
            secondaries,
            "berth",
            new TreeMap<>(tags)));
  }

  private AttachmentId attach(EniId eni) {
    return expect(Attached.class, new CloudRequest.AttachEni(eni, instance, 1)).attachment();
  }

  private Kind refused(CloudRequest request) {
    return expect(Failed.class, request).failure().kind();
  }

  private <T extends CloudOutcome> T expect(Class<T> type, CloudRequest request) {
    CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
    cloud.submit(request, answer::complete);
    try {
      CloudOutcome outcome = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return assertInstanceOf(type, outcome, () -> request + ": " + outcome);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + request, e);
    }
  }
}

package io.berth.emulator.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.RealSdk;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Bucket;
import io.berth.emulator.vpc.Throttling;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SubnetId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservation;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservationType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Vpc;

/// Makes a world and takes it down with nothing but the real AWS SDK, errors included.
class SetupSdkTest {

  private Emulator emulator;
  private Ec2Client ec2;
  private Vpc vpc;
  private Subnet subnet;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    ec2 = RealSdk.client(emulator.ec2Endpoint());
    vpc =
        ec2.createVpc(r ->
                r.cidrBlock("10.0.0.0/16")
                    .amazonProvidedIpv6CidrBlock(true)
                    .tagSpecifications(tags(ResourceType.VPC, "made", "here")))
            .vpc();
    subnet =
        ec2.createSubnet(r ->
                r.vpcId(vpc.vpcId())
                    .cidrBlock("10.0.1.0/24")
                    .ipv6CidrBlock(ipv6Block().replace("/56", "/64"))
                    .availabilityZone("us-east-1b")
                    .tagSpecifications(tags(ResourceType.SUBNET, "tier", "pods")))
            .subnet();
  }

  @AfterEach
  void stop() {
    ec2.close();
    emulator.close();
  }

  private String ipv6Block() {
    return vpc.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock();
  }

  private static TagSpecification tags(ResourceType type, String key, String value) {
    return TagSpecification.builder().resourceType(type).tags(tag(key, value)).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static void assertRefused(String code, Executable call) {
    Ec2Exception e = assertThrows(Ec2Exception.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode(), e.getMessage());
  }

  private RunInstancesResponse run(int min, int max) {
    return ec2.runInstances(r ->
        r.instanceType("m5.large")
            .imageId("ami-0123456789abcdef0")
            .subnetId(subnet.subnetId())
            .minCount(min)
            .maxCount(max)
            .tagSpecifications(
                tags(ResourceType.INSTANCE, "role", "node"),
                tags(ResourceType.NETWORK_INTERFACE, "role", "primary")));
  }

  private Instance runOne() {
    return run(1, 1).instances().getFirst();
  }

  private NetworkInterface describe(String eni) {
    return ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni))
        .networkInterfaces()
        .getFirst();
  }

  @Test
  void world_made_isDescribedAsMade() {
    assertEquals(vpc, ec2.describeVpcs().vpcs().getFirst());
    assertEquals(List.of(tag("made", "here")), vpc.tags());
    assertEquals(subnet, ec2.describeSubnets().subnets().getFirst());
    assertEquals("us-east-1b", subnet.availabilityZone());
    assertEquals(251, subnet.availableIpAddressCount());
    assertEquals(1, subnet.ipv6CidrBlockAssociationSet().size());
  }

  @Test
  void group_madeUsedAndDeleted_isRefusedOnlyWhileInUse() {
    String group =
        ec2.createSecurityGroup(r ->
                r.groupName("pods")
                    .description("of pods")
                    .vpcId(vpc.vpcId())
                    .tagSpecifications(tags(ResourceType.SECURITY_GROUP, "a", "b")))
            .groupId();
    var described = ec2.describeSecurityGroups(r -> r.groupIds(group)).securityGroups().getFirst();
    assertEquals("of pods", described.description());
    assertEquals(List.of(tag("a", "b")), described.tags());
    assertRefused(
        "InvalidGroup.Duplicate",
        () ->
            ec2.createSecurityGroup(
                r -> r.groupName("pods").description("again").vpcId(vpc.vpcId())));
    String eni =
        ec2.createNetworkInterface(r -> r.subnetId(subnet.subnetId()).groups(group))
            .networkInterface()
            .networkInterfaceId();
    assertRefused("DependencyViolation", () -> ec2.deleteSecurityGroup(r -> r.groupId(group)));
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eni));
    ec2.deleteSecurityGroup(r -> r.groupId(group));
    assertRefused("InvalidGroup.NotFound", () -> ec2.deleteSecurityGroup(r -> r.groupId(group)));
  }

  @Test
  void world_takenDown_isGoneInTheRightOrderOnly() {
    Instance instance = runOne();
    assertRefused(
        "DependencyViolation", () -> ec2.deleteSubnet(r -> r.subnetId(subnet.subnetId())));
    assertRefused("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc.vpcId())));
    ec2.terminateInstances(r -> r.instanceIds(instance.instanceId()));
    ec2.deleteSubnet(r -> r.subnetId(subnet.subnetId()));
    ec2.deleteVpc(r -> r.vpcId(vpc.vpcId()));
    assertTrue(ec2.describeVpcs().vpcs().isEmpty());
    assertTrue(ec2.describeSubnets().subnets().isEmpty());
    assertTrue(ec2.describeSecurityGroups().securityGroups().isEmpty());
    assertRefused(
        "InvalidSubnetID.NotFound", () -> ec2.deleteSubnet(r -> r.subnetId(subnet.subnetId())));
    assertRefused("InvalidVpcID.NotFound", () -> ec2.deleteVpc(r -> r.vpcId(vpc.vpcId())));
    assertRefused(
        "InvalidVpcID.NotFound",
        () -> ec2.createSubnet(r -> r.vpcId(vpc.vpcId()).cidrBlock("10.0.2.0/24")));
  }

  @Test
  void instances_launched_haveAPrimaryInterfaceAndTags() {
    RunInstancesResponse response = run(2, 2);
    assertEquals(2, response.instances().size());
    Instance instance = response.instances().getFirst();
    assertEquals("running", instance.state().nameAsString());
    assertEquals(List.of(tag("role", "node")), instance.tags());
    InstanceNetworkInterface primary = instance.networkInterfaces().getFirst();
    assertEquals(0, primary.attachment().deviceIndex());
    assertTrue(primary.attachment().deleteOnTermination());
    assertEquals(List.of(tag("role", "primary")), describe(primary.networkInterfaceId()).tagSet());
    assertEquals(
        response.instances().stream().map(Instance::instanceId).collect(Collectors.toSet()),
        ec2.describeInstances().reservations().stream()
            .flatMap(r -> r.instances().stream())
            .map(Instance::instanceId)
            .collect(Collectors.toSet()));
  }

  @Test
  void instances_launchedWithAnInterfaceSpecification_lieInItsSubnet() {
    Instance instance =
        ec2.runInstances(r ->
                r.instanceType("m5.large")
                    .minCount(1)
                    .maxCount(1)
                    .networkInterfaces(
                        InstanceNetworkInterfaceSpecification.builder()
                            .deviceIndex(0)
                            .subnetId(subnet.subnetId())
                            .build()))
            .instances()
            .getFirst();
    assertEquals(subnet.subnetId(), instance.subnetId());
  }

  @Test
  void instances_moreThanTheSubnetHolds_areLaunchedAllOrNone() {
    emulator.occupy(new SubnetId(subnet.subnetId()), 1);
    assertRefused("InsufficientFreeAddressesInSubnet", () -> run(3, 3));
    assertTrue(ec2.describeNetworkInterfaces().networkInterfaces().isEmpty());
    assertEquals(2, run(1, 3).instances().size());
  }

  @Test
  void instances_withOneClientToken_areLaunchedOnce() {
    RunInstancesResponse first = runWithToken("m5.large");
    assertEquals(first.instances(), runWithToken("m5.large").instances());
    assertRefused("IdempotentParameterMismatch", () -> runWithToken("m5.xlarge"));
    assertEquals(1, ec2.describeInstances().reservations().size());
  }

  private RunInstancesResponse runWithToken(String type) {
    return ec2.runInstances(r ->
        r.clientToken("token")
            .instanceType(type)
            .subnetId(subnet.subnetId())
            .minCount(1)
            .maxCount(1));
  }

  @Test
  void launch_wrong_isRefusedByCode() {
    assertRefused("InvalidInstanceType", () -> runWithToken("m5.tiny"));
    assertRefused("InvalidParameterValue", () -> run(2, 1));
    assertRefused(
        "InvalidSubnetID.NotFound",
        () ->
            ec2.runInstances(
                r -> r.instanceType("m5.large").subnetId("subnet-1").minCount(1).maxCount(1)));
    assertRefused(
        "DryRunOperation",
        () ->
            ec2.runInstances(r ->
                r.instanceType("m5.large")
                    .subnetId(subnet.subnetId())
                    .minCount(1)
                    .maxCount(1)
                    .dryRun(true)));
  }

  @Test
  void launches_beyondTheBucket_areThrottled() {
    emulator.setThrottling(new Throttling("test", Map.of(), Map.of(), new Bucket(3, 1)));
    assertEquals(3, run(3, 3).instances().size());
    assertRefused("RequestLimitExceeded", () -> run(3, 3));
    assertEquals(Action.RUN_INSTANCES.wireName(), emulator.calls().getLast().action());
  }

  @Test
  void instance_terminated_takesWhatGoesWithItAndFreesTheRest() {
    Instance instance = runOne();
    String primary = instance.networkInterfaces().getFirst().networkInterfaceId();
    String second =
        ec2.createNetworkInterface(r -> r.subnetId(subnet.subnetId()))
            .networkInterface()
            .networkInterfaceId();
    ec2.attachNetworkInterface(
        r -> r.networkInterfaceId(second).instanceId(instance.instanceId()).deviceIndex(1));
    InstanceStateChange change = terminate(instance.instanceId());
    assertEquals("running", change.previousState().nameAsString());
    assertEquals("terminated", change.currentState().nameAsString());
    assertRefused("InvalidNetworkInterfaceID.NotFound", () -> describe(primary));
    assertEquals("available", describe(second).statusAsString());
    assertEquals("terminated", terminate(instance.instanceId()).previousState().nameAsString());
    assertRefused("InvalidInstanceID.NotFound", () -> terminate("i-0123"));
  }

  private InstanceStateChange terminate(String id) {
    return ec2.terminateInstances(r -> r.instanceIds(id)).terminatingInstances().getFirst();
  }

  @Test
  void tags_deleted_goByKeyByValueAndAllAtOnce() {
    String id = subnet.subnetId();
    ec2.createTags(r -> r.resources(id).tags(tag("a", "1"), tag("b", "2"), tag("c", "3")));
    ec2.deleteTags(r -> r.resources(id).tags(Tag.builder().key("a").build(), tag("b", "other")));
    assertEquals(List.of("b", "c", "tier"), tagKeys());
    ec2.deleteTags(r -> r.resources(id).tags(tag("b", "2")));
    assertEquals(List.of("c", "tier"), tagKeys());
    ec2.deleteTags(r -> r.resources(id));
    assertEquals(List.of(), tagKeys());
    assertRefused("InvalidSubnetID.NotFound", () -> ec2.deleteTags(r -> r.resources("subnet-1")));
  }

  private List<String> tagKeys() {
    return ec2.describeSubnets().subnets().getFirst().tags().stream().map(Tag::key).toList();
  }

  @Test
  void reservations_madeListedAndDeleted_areAsTheSdkExpects() {
    SubnetCidrReservation made =
        ec2.createSubnetCidrReservation(r ->
                r.subnetId(subnet.subnetId())
                    .cidr("10.0.1.128/25")
                    .reservationType(SubnetCidrReservationType.PREFIX)
                    .description("for prefixes"))
            .subnetCidrReservation();
    assertEquals("10.0.1.128/25", made.cidr());
    assertEquals(SubnetCidrReservationType.PREFIX, made.reservationType());
    var listed = ec2.getSubnetCidrReservations(r -> r.subnetId(subnet.subnetId()));
    assertEquals(List.of(made), listed.subnetIpv4CidrReservations());
    assertTrue(listed.subnetIpv6CidrReservations().isEmpty());
    NetworkInterface eni =
        ec2.createNetworkInterface(r -> r.subnetId(subnet.subnetId()).ipv4PrefixCount(1))
            .networkInterface();
    assertTrue(
        Cidr.parse("10.0.1.128/25")
            .contains(Cidr.parse(eni.ipv4Prefixes().getFirst().ipv4Prefix())));
    assertRefused(
        "InvalidSubnet.Conflict",
        () ->
            ec2.createSubnetCidrReservation(r ->
                r.subnetId(subnet.subnetId())
                    .cidr("10.0.1.128/28")
                    .reservationType(SubnetCidrReservationType.EXPLICIT)));
    assertRefused(
        "InvalidSubnetID.NotFound",
        () -> ec2.getSubnetCidrReservations(r -> r.subnetId("subnet-1")));
    ec2.deleteSubnetCidrReservation(r -> r.subnetCidrReservationId(made.subnetCidrReservationId()));
    assertTrue(
        ec2.getSubnetCidrReservations(r -> r.subnetId(subnet.subnetId()))
            .subnetIpv4CidrReservations()
            .isEmpty());
    assertRefused(
        "InvalidSubnetCidrReservationID.NotFound",
        () ->
            ec2.deleteSubnetCidrReservation(
                r -> r.subnetCidrReservationId(made.subnetCidrReservationId())));
  }

  @Test
  void ipv6_assignedAndUnassigned_agreesWithDescribeAndMetadata() throws Exception {
    Instance instance = runOne();
    String eni = instance.networkInterfaces().getFirst().networkInterfaceId();
    AssignIpv6AddressesResponse assigned =
        ec2.assignIpv6Addresses(
            r -> r.networkInterfaceId(eni).ipv6AddressCount(2).ipv6PrefixCount(1));
    assertEquals(2, assigned.assignedIpv6Addresses().size());
    assertEquals(1, assigned.assignedIpv6Prefixes().size());
    Cidr block = Cidr.parse(subnet.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock());
    for (String address : assigned.assignedIpv6Addresses()) {
      assertTrue(block.contains(IpAddress.parse(address)), address);
    }
    NetworkInterface described = describe(eni);
    assertEquals(
        assigned.assignedIpv6Addresses(),
        described.ipv6Addresses().stream().map(a -> a.ipv6Address()).toList());
    assertEquals(
        assigned.assignedIpv6Prefixes(),
        described.ipv6Prefixes().stream().map(p -> p.ipv6Prefix()).toList());
    String folder = "network/interfaces/macs/" + described.macAddress() + "/";
    assertEquals(
        String.join("\n", assigned.assignedIpv6Addresses()), metadata(instance, folder + "ipv6s"));
    assertEquals(
        assigned.assignedIpv6Prefixes().getFirst(), metadata(instance, folder + "ipv6-prefix"));
    assertEquals(block.toString(), metadata(instance, folder + "subnet-ipv6-cidr-blocks"));
    assertEquals(ipv6Block(), metadata(instance, folder + "vpc-ipv6-cidr-blocks"));

    String first = assigned.assignedIpv6Addresses().getFirst();
    assertRefused(
        "InvalidIPAddress.InUse",
        () -> ec2.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(first)));
    assertEquals(
        List.of(first),
        ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(first))
            .unassignedIpv6Addresses());
    assertRefused(
        "InvalidParameterValue",
        () -> ec2.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(first)));
    assertRefused(
        "PrivateIpAddressLimitExceeded",
        () -> ec2.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6AddressCount(9)));
    assertRefused(
        "MissingParameter", () -> ec2.assignIpv6Addresses(r -> r.networkInterfaceId(eni)));
    assertEquals(1, describe(eni).ipv6Addresses().size());
  }

  private String metadata(Instance instance, String path) throws Exception {
    String imds =
        Objects.requireNonNull(emulator.reach(new InstanceId(instance.instanceId())).get("imds"));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder token =
          HttpRequest.newBuilder(URI.create(imds + "/latest/api/token"))
              .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
              .PUT(HttpRequest.BodyPublishers.noBody());
      HttpRequest.Builder value =
          HttpRequest.newBuilder(URI.create(imds + "/latest/meta-data/" + path))
              .header(
                  "X-aws-ec2-metadata-token",
                  http.send(token.build(), BodyHandlers.ofString()).body());
      return http.send(value.build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void types_allOfThem_arePagedThrough() {
    Set<String> described = new HashSet<>();
    for (InstanceTypeInfo type :
        ec2.describeInstanceTypesPaginator(r -> r.maxResults(100)).instanceTypes()) {
      assertTrue(described.add(type.instanceTypeAsString()), "twice: " + type);
      assertTrue(type.networkInfo().ipv4AddressesPerInterface() > 0);
    }
    assertEquals(
        InstanceTypes.bundled().all().stream()
            .map(limits -> limits.instanceType())
            .collect(Collectors.toSet()),
        described);
  }

  @Test
  void world_wrong_isRefusedByCode() {
    assertRefused("InvalidVpc.Range", () -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/8")));
    assertRefused(
        "InvalidSubnet.Conflict",
        () -> ec2.createSubnet(r -> r.vpcId(vpc.vpcId()).cidrBlock("10.0.1.0/28")));
    assertRefused(
        "InvalidSubnet.Range",
        () ->
            ec2.createSubnet(r ->
                r.vpcId(vpc.vpcId())
                    .cidrBlock("10.0.2.0/28")
                    .ipv6CidrBlock(ipv6Block().replace("/56", "/64"))));
    assertRefused(
        "DryRunOperation", () -> ec2.createVpc(r -> r.cidrBlock("10.9.0.0/16").dryRun(true)));
    String defaultGroup = ec2.describeSecurityGroups().securityGroups().getFirst().groupId();
    assertRefused("CannotDelete", () -> ec2.deleteSecurityGroup(r -> r.groupId(defaultGroup)));
  }
}

package io.berth.emulator.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import io.berth.emulator.RealSdk;
import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.ApiError;
import io.berth.emulator.vpc.Fault;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.ipam.model.Cidr;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Lets the real AWS SDK judge the emulator: every action it serves, with errors, pages, filters,
/// dry runs and client tokens. The endpoint is always the emulator's on loopback.
class Ec2SdkTest {

  private Emulator emulator;
  private Ec2Client ec2;
  private Vpc vpc;
  private Subnet subnet;
  private Instance instance;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
    vpc = emulator.createVpc(Cidr.parse("10.0.0.0/16"));
    subnet = emulator.createSubnet(vpc.id(), Cidr.parse("10.0.0.0/24"), "us-east-1a");
    instance = emulator.runInstance("m5.large", subnet.id());
    ec2 = RealSdk.client(emulator.ec2Endpoint());
  }

  @AfterEach
  void stop() {
    ec2.close();
    emulator.close();
  }

  private static void assertRefused(String code, int status, Executable call) {
    Ec2Exception e = assertThrows(Ec2Exception.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode());
    assertEquals(status, e.statusCode());
    assertTrue(e.requestId() != null && !e.requestId().isEmpty(), "a request id");
  }

  private NetworkInterface create(int secondaries) {
    return ec2.createNetworkInterface(
            r -> r.subnetId(subnet.id().value()).secondaryPrivateIpAddressCount(secondaries))
        .networkInterface();
  }

  private NetworkInterface describe(String eni) {
    return ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni))
        .networkInterfaces()
        .getFirst();
  }

  @Test
  void interface_throughItsLife_isAsTheSdkExpects() {
    CreateNetworkInterfaceResponse response =
        ec2.createNetworkInterface(r ->
            r.subnetId(subnet.id().value())
                .description("aws-K8S-" + instance.id())
                .groups(vpc.defaultGroup().value())
                .secondaryPrivateIpAddressCount(3)
                .tagSpecifications(
                    TagSpecification.builder()
                        .resourceType(ResourceType.NETWORK_INTERFACE)
                        .tags(Tag.builder().key("owner").value("berth").build())
                        .build()));
    NetworkInterface made = response.networkInterface();
    assertEquals("available", made.statusAsString());
    assertEquals(4, made.privateIpAddresses().size());
    assertTrue(made.privateIpAddresses().getFirst().primary());
    assertEquals("berth", made.tagSet().getFirst().value());
    String eni = made.networkInterfaceId();

    String attachment =
        ec2.attachNetworkInterface(r ->
                r.networkInterfaceId(eni)
                    .instanceId(instance.id().value())
                    .deviceIndex(1)
                    .networkCardIndex(0))
            .attachmentId();
    NetworkInterface attached = describe(eni);
    assertEquals("in-use", attached.statusAsString());
    assertEquals(AttachmentStatus.ATTACHED, attached.attachment().status());
    assertEquals(1, attached.attachment().deviceIndex());
    assertEquals(instance.id().value(), attached.attachment().instanceId());
    assertRefused(
        "InvalidParameterValue",
        400,
        () -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eni)));

    ec2.modifyNetworkInterfaceAttribute(r ->
        r.networkInterfaceId(eni)
            .attachment(a -> a.attachmentId(attachment).deleteOnTermination(true)));
    ec2.modifyNetworkInterfaceAttribute(
        r -> r.networkInterfaceId(eni).sourceDestCheck(v -> v.value(false)));
    ec2.modifyNetworkInterfaceAttribute(
        r -> r.networkInterfaceId(eni).description(v -> v.value("other")));
    String group = emulator.createSecurityGroup(vpc.id(), "pods").id().value();
    ec2.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(eni).groups(group));
    NetworkInterface modified = describe(eni);
    assertTrue(modified.attachment().deleteOnTermination());
    assertEquals(false, modified.sourceDestCheck());
    assertEquals("other", modified.description());
    assertEquals("pods", modified.groups().getFirst().groupName());

    ec2.detachNetworkInterface(r -> r.attachmentId(attachment).force(true));
    assertEquals("available", describe(eni).statusAsString());
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(eni));
    assertRefused("InvalidNetworkInterfaceID.NotFound", 400, () -> describe(eni));
  }

  @Test
  void addresses_assignedAndUnassigned_areListedExactly() {
    String eni = create(0).networkInterfaceId();
    List<String> added =
        ec2
            .assignPrivateIpAddresses(
                r -> r.networkInterfaceId(eni).secondaryPrivateIpAddressCount(2))
            .assignedPrivateIpAddresses()
            .stream()
            .map(a -> a.privateIpAddress())
            .toList();
    assertEquals(2, added.size());
    List<String> prefixes =
        ec2
            .assignPrivateIpAddresses(r -> r.networkInterfaceId(eni).ipv4PrefixCount(1))
            .assignedIpv4Prefixes()
            .stream()
            .map(p -> p.ipv4Prefix())
            .toList();
    assertEquals(prefixes.getFirst(), describe(eni).ipv4Prefixes().getFirst().ipv4Prefix());
    assertEquals(
        251 - 1 - 1 - 2 - 16, ec2.describeSubnets().subnets().getFirst().availableIpAddressCount());
    ec2.unassignPrivateIpAddresses(
        r -> r.networkInterfaceId(eni).privateIpAddresses(added).ipv4Prefixes(prefixes));
    assertEquals(1, describe(eni).privateIpAddresses().size());
    assertTrue(describe(eni).ipv4Prefixes().isEmpty());
    assertRefused(
        "PrivateIpAddressLimitExceeded",
        400,
        () ->
            ec2.assignPrivateIpAddresses(
                r -> r.networkInterfaceId(primary()).secondaryPrivateIpAddressCount(10)));
    assertRefused(
        "InvalidParameterValue",
        400,
        () ->
            ec2.unassignPrivateIpAddresses(
                r -> r.networkInterfaceId(eni).privateIpAddresses("10.0.0.9")));
  }

  private String primary() {
    return ec2
        .describeInstances(r -> r.instanceIds(instance.id().value()))
        .reservations()
        .getFirst()
        .instances()
        .getFirst()
        .networkInterfaces()
        .stream()
        .filter(i -> i.attachment().deviceIndex() == 0)
        .findFirst()
        .orElseThrow()
        .networkInterfaceId();
  }

  @Test
  void attach_beyondTheLimit_isRefused() {
    for (int device = 1; device <= 2; device++) {
      attach(create(0).networkInterfaceId(), device);
    }
    String third = create(0).networkInterfaceId();
    assertRefused("AttachmentLimitExceeded", 400, () -> attach(third, 3));
    String attachment = describe(primary()).attachment().attachmentId();
    assertRefused(
        "OperationNotPermitted",
        400,
        () -> ec2.detachNetworkInterface(r -> r.attachmentId(attachment)));
  }

  private void attach(String eni, int device) {
    ec2.attachNetworkInterface(
        r -> r.networkInterfaceId(eni).instanceId(instance.id().value()).deviceIndex(device));
  }

  @Test
  void create_sameClientToken_isOneInterface() {
    String first = createWithToken("token", 1);
    assertEquals(first, createWithToken("token", 1));
    assertNotEquals(first, createWithToken("another", 1));
    assertRefused("IdempotentParameterMismatch", 400, () -> createWithToken("token", 2));
  }

  private String createWithToken(String token, int secondaries) {
    CreateNetworkInterfaceResponse response =
        ec2.createNetworkInterface(r ->
            r.subnetId(subnet.id().value())
                .secondaryPrivateIpAddressCount(secondaries)
                .clientToken(token));
    assertEquals(token, response.clientToken());
    return response.networkInterface().networkInterfaceId();
  }

  @Test
  void describe_pages_giveEachInterfaceOnce() {
    for (int i = 0; i < 11; i++) {
      create(0);
    }
    List<String> ids =
        ec2.describeNetworkInterfacesPaginator(r -> r.maxResults(5)).networkInterfaces().stream()
            .map(NetworkInterface::networkInterfaceId)
            .toList();
    assertEquals(12, ids.size());
    assertEquals(12, ids.stream().distinct().count());
    assertEquals(3, emulator.calls().stream().filter(c -> c.action().startsWith("Desc")).count());
  }

  @Test
  void describe_filters_chooseByValueTagAndWildcard() {
    String eni = create(0).networkInterfaceId();
    ec2.createTags(
        r -> r.resources(eni).tags(Tag.builder().key("cluster").value("blue-1").build()));
    assertEquals(List.of(eni), matching("tag:cluster", "blue-?"));
    assertEquals(List.of(eni), matching("tag-key", "clus*"));
    assertEquals(List.of(eni), matching("status", "available"));
    assertEquals(List.of(primary()), matching("attachment.instance-id", instance.id().value()));
    assertEquals(List.of(primary()), matching("attachment.device-index", "0", "9"));
    assertEquals(List.of(), matching("tag:cluster", "green"));
    assertRefused("InvalidParameterValue", 400, () -> matching("colour", "red"));
  }

  private List<String> matching(String name, String... values) {
    return ec2
        .describeNetworkInterfaces(
            r -> r.filters(Filter.builder().name(name).values(values).build()))
        .networkInterfaces()
        .stream()
        .map(NetworkInterface::networkInterfaceId)
        .toList();
  }

  @Test
  void places_described_areWhatWasMade() {
    assertEquals("10.0.0.0/16", ec2.describeVpcs().vpcs().getFirst().cidrBlock());
    assertEquals(
        "us-east-1a",
        ec2.describeSubnets(
                r -> r.filters(Filter.builder().name("vpc-id").values(vpc.id().value()).build()))
            .subnets()
            .getFirst()
            .availabilityZone());
    assertEquals(
        "default",
        ec2.describeSecurityGroups(r -> r.groupIds(vpc.defaultGroup().value()))
            .securityGroups()
            .getFirst()
            .groupName());
    assertRefused(
        "InvalidSubnetID.NotFound", 400, () -> ec2.describeSubnets(r -> r.subnetIds("subnet-0")));
    assertRefused("InvalidVpcID.NotFound", 400, () -> ec2.describeVpcs(r -> r.vpcIds("vpc-0")));
    assertRefused(
        "InvalidGroup.NotFound", 400, () -> ec2.describeSecurityGroups(r -> r.groupIds("sg-0")));
  }

  @Test
  void instances_described_haveTheirInterfaces() {
    attach(create(2).networkInterfaceId(), 1);
    var described =
        ec2.describeInstances(r -> r.instanceIds(instance.id().value()))
            .reservations()
            .getFirst()
            .instances()
            .getFirst();
    assertEquals("running", described.state().nameAsString());
    assertEquals("m5.large", described.instanceTypeAsString());
    assertEquals("us-east-1a", described.placement().availabilityZone());
    assertEquals(
        List.of(0, 1),
        described.networkInterfaces().stream()
            .map(i -> i.attachment().deviceIndex())
            .sorted()
            .toList());
    assertRefused(
        "InvalidInstanceID.NotFound", 400, () -> ec2.describeInstances(r -> r.instanceIds("i-0")));
  }

  @Test
  void types_described_haveTheLimitsOfTheTable() {
    InstanceTypeInfo type =
        ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("p4d.24xlarge"))
            .instanceTypes()
            .getFirst();
    assertEquals(60, type.networkInfo().maximumNetworkInterfaces());
    assertEquals(4, type.networkInfo().maximumNetworkCards());
    assertEquals(15, type.networkInfo().networkCards().getFirst().maximumNetworkInterfaces());
    assertEquals(50, type.networkInfo().ipv4AddressesPerInterface());
    assertEquals("nitro", type.hypervisorAsString());
    List<InstanceTypeInfo> all =
        ec2.describeInstanceTypesPaginator(_ -> {}).instanceTypes().stream()
            .collect(Collectors.toList());
    assertEquals(1_391, all.size());
  }

  @Test
  void dryRun_anyAction_changesNothing() {
    assertRefused(
        "DryRunOperation",
        412,
        () -> ec2.createNetworkInterface(r -> r.subnetId(subnet.id().value()).dryRun(true)));
    assertRefused("DryRunOperation", 412, () -> ec2.describeInstances(r -> r.dryRun(true)));
    assertRefused(
        "DryRunOperation",
        412,
        () ->
            ec2.createTags(r ->
                r.resources(primary())
                    .tags(Tag.builder().key("a").value("b").build())
                    .dryRun(true)));
    int interfaces = emulator.read(model -> model.view().interfaces().size());
    assertEquals(1, interfaces);
  }

  @Test
  void fault_injected_reachesTheCaller() {
    emulator.inject(
        Fault.error(
            Action.CREATE_NETWORK_INTERFACE,
            1,
            20,
            new ApiError("UnauthorizedOperation", 403, "You are not authorized.")));
    assertRefused("UnauthorizedOperation", 403, () -> create(0));
    assertEquals("available", create(0).statusAsString());
    assertTrue(emulator.calls().getFirst().tookMillis() >= 20);
  }
}

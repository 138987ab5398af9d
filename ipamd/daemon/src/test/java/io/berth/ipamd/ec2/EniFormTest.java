package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.ConnectionTracking;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Tag;

/// Which of an instance's ENIs Berth may use. Spoils a good ENI in one way at a time.
class EniFormTest {

  private static final InstanceId SELF = new InstanceId("i-0a");
  private static final Cidr SUBNET = Cidr.parse("10.0.1.0/24");

  @Test
  void ordinaryEni_isManaged_withItsParts() {
    Eni eni = eni(change -> {}, true);

    assertTrue(eni.managed());
    assertEquals(IpAddress.parse("10.0.1.5"), eni.primary());
    assertEquals(
        List.of(IpAddress.parse("10.0.1.9"), IpAddress.parse("10.0.1.7")), eni.secondaries());
    assertEquals(2, eni.deviceIndex());
  }

  @Test
  void eniOfAServiceOrAnotherKindOrCard_isNotManaged() {
    assertFalse(eni(change -> change.requesterManaged(true), true).managed());
    assertFalse(eni(change -> change.interfaceType("trunk"), true).managed());
    assertFalse(eni(change -> change.interfaceType("efa-only"), true).managed());
    assertFalse(
        eni(change -> change.attachment(a -> attachment(a).networkCardIndex(1)), true).managed());
    assertTrue(eni(change -> change.interfaceType("efa"), true).managed());
  }

  @Test
  void eniWithoutIpv4Address_isKnownButNotManaged() {
    Eni eni = eni(change -> change.privateIpAddress(null).privateIpAddresses(List.of()), true);

    assertFalse(eni.managed());
    assertEquals(List.of(), eni.secondaries());
  }

  @Test
  void noManageTag_decidesWhateverElse() {
    assertFalse(eni(change -> change.tagSet(tag(EniForm.NO_MANAGE_TAG, "true")), true).managed());
    assertTrue(eni(change -> change.tagSet(tag(EniForm.NO_MANAGE_TAG, "false")), false).managed());
  }

  @Test
  void untaggedEni_isManagedOnlyIfAskedFor() {
    assertFalse(eni(change -> {}, false).managed());
    assertTrue(eni(change -> change.tagSet(tag(EniForm.INSTANCE_TAG, "i-0a")), false).managed());
    assertFalse(eni(change -> change.tagSet(tag(EniForm.INSTANCE_TAG, "i-0b")), false).managed());
  }

  @Test
  void primaryEni_isAlwaysManaged() {
    Eni primary =
        eni(
            change ->
                change
                    .attachment(a -> attachment(a).deviceIndex(0))
                    .tagSet(tag(EniForm.NO_MANAGE_TAG, "true")),
            false);

    assertTrue(primary.managed());
  }

  @Test
  void traits_areWhatEc2Tells() {
    EniTraits traits =
        EniForm.traits(
            form(change ->
                change
                    .tagSet(tag(EniForm.INSTANCE_TAG, "i-0a"))
                    .groups(group("sg-2"), group("sg-1"))
                    .attachment(a -> attachment(a).deleteOnTermination(true))
                    .connectionTrackingConfiguration(c -> c.udpTimeout(40))),
            SELF);

    assertEquals(
        new EniTraits(
            EniType.ORDINARY,
            true,
            true,
            List.of(new SecurityGroupId("sg-2"), new SecurityGroupId("sg-1")),
            new ConnectionTracking(0, 0, 40)),
        traits);
    assertEquals(
        new EniTraits(EniType.ORDINARY, false, false, List.of(), ConnectionTracking.DEFAULT),
        EniForm.traits(form(change -> {}), SELF));
  }

  @ParameterizedTest
  @CsvSource({
    "interface, ORDINARY",
    "efa, EFA",
    "efa-only, EFA_ONLY",
    "trunk, TRUNK",
    "load_balancer, REQUESTER_MANAGED",
    "a_kind_of_tomorrow, REQUESTER_MANAGED"
  })
  void kind_isEc2s_andUnknownOnesBelongToAService(String interfaceType, EniType type) {
    assertEquals(type, EniForm.type(form(change -> change.interfaceType(interfaceType))));
    assertEquals(
        EniType.REQUESTER_MANAGED,
        EniForm.type(form(change -> change.interfaceType(interfaceType).requesterManaged(true))));
  }

  /// E21 of the sampled cases.
  @ParameterizedTest
  @CsvSource({
    // no_manage tag, instance tag, untagged mode on, primary; managed
    "true, -, true, false, false",
    "true, i-0a, true, false, false",
    "false, -, false, false, true",
    "-, i-0a, false, false, true",
    "-, -, true, false, true",
    "-, -, false, false, false",
    "-, i-0b, false, false, false",
    "true, -, false, true, true",
  })
  void e21_whichEnisAreManaged(
      String noManage, String instance, boolean untagged, boolean primary, boolean managed) {
    List<Tag> tags = new ArrayList<>();
    if (!noManage.equals("-")) {
      tags.add(tag(EniForm.NO_MANAGE_TAG, noManage));
    }
    if (!instance.equals("-")) {
      tags.add(tag(EniForm.INSTANCE_TAG, instance));
    }
    Eni eni =
        eni(
            change ->
                change.tagSet(tags).attachment(a -> attachment(a).deviceIndex(primary ? 0 : 2)),
            untagged);
    assertEquals(managed, eni.managed());
  }

  @Test
  void onlyAttachedEnis_count() {
    assertTrue(EniForm.isAttached(form(change -> {})));
    for (AttachmentStatus status :
        List.of(
            AttachmentStatus.ATTACHING, AttachmentStatus.DETACHING, AttachmentStatus.DETACHED)) {
      assertFalse(
          EniForm.isAttached(form(change -> change.attachment(a -> attachment(a).status(status)))),
          status.toString());
    }
  }

  private static Eni eni(Consumer<NetworkInterface.Builder> change, boolean manageUntagged) {
    return EniForm.eni(form(change), SUBNET, SELF, manageUntagged);
  }

  private static NetworkInterface form(Consumer<NetworkInterface.Builder> change) {
    NetworkInterface.Builder builder =
        NetworkInterface.builder()
            .networkInterfaceId("eni-0b")
            .subnetId("subnet-0a")
            .macAddress("02:00:00:00:00:0b")
            .interfaceType("interface")
            .privateIpAddress("10.0.1.5")
            .attachment(a -> attachment(a))
            .privateIpAddresses(
                List.of(address("10.0.1.9"), address("10.0.1.5"), address("10.0.1.7")));
    change.accept(builder);
    return builder.build();
  }

  private static NetworkInterfaceAttachment.Builder attachment(
      NetworkInterfaceAttachment.Builder builder) {
    return builder
        .attachmentId("eni-attach-0b")
        .deviceIndex(2)
        .networkCardIndex(0)
        .status(AttachmentStatus.ATTACHED);
  }

  private static NetworkInterfacePrivateIpAddress address(String address) {
    return NetworkInterfacePrivateIpAddress.builder()
        .privateIpAddress(address)
        .primary(address.equals("10.0.1.5"))
        .build();
  }

  private static GroupIdentifier group(String id) {
    return GroupIdentifier.builder().groupId(id).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}

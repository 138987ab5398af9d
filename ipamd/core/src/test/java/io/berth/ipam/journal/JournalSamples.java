package io.berth.ipam.journal;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.PodName;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;

/// Events as a node writes them, for tests of the format and of its files.
public final class JournalSamples {

  public static final NodeIdentity IDENTITY =
      new NodeIdentity(
          new InstanceId("i-0a"),
          "m5.large",
          "eu-central-1",
          "eu-central-1a",
          new VpcId("vpc-0a"),
          List.of(Cidr.parse("10.0.0.0/16"), Cidr.parse("100.64.0.0/16")),
          new EniId("eni-0a"),
          MacAddress.parse("02:00:00:00:00:0a"),
          IpAddress.parse("10.0.1.10"),
          List.of(new SecurityGroupId("sg-0a"), new SecurityGroupId("sg-0b")),
          new SubnetId("subnet-0a"));

  private JournalSamples() {}

  /// The lease of pod `number` (0 to 99).
  public static Lease lease(int number) {
    return new Lease(
        key(number),
        address(number),
        new EniId("eni-0b"),
        new PodName("default", "web-" + number),
        "eni0000000000" + number,
        1_700_000_000_000L + number);
  }

  public static LeaseKey key(int number) {
    return new LeaseKey("aws-cni", "c" + number, "eth0");
  }

  public static IpAddress address(int number) {
    return IpAddress.parse("10.0.2.100").plus(number);
  }

  public static Eni eni(String id, int deviceIndex, List<IpAddress> secondaries) {
    return new Eni(
        new EniId(id),
        new AttachmentId("eni-attach-" + deviceIndex),
        MacAddress.parse("02:00:00:00:00:0b"),
        deviceIndex,
        0,
        new SubnetId("subnet-0a"),
        Cidr.parse("10.0.2.0/24"),
        IpAddress.parse("10.0.2.10"),
        secondaries,
        List.of(),
        true);
  }

  /// Every kind of event, in an order that a node can produce.
  public static List<JournalEvent> life() {
    return List.of(
        new JournalEvent.Identified(IDENTITY),
        new JournalEvent.LimitsKnown(
            new InstanceLimits(
                "x9.multi", 4, 30, InstanceLimits.Hypervisor.BARE_METAL, 1, List.of(2, 4))),
        new JournalEvent.EniKnown(eni("eni-0a", 0, List.of())),
        new JournalEvent.TokenUsed("token-1"),
        new JournalEvent.EniKnown(eni("eni-0b", 1, List.of(address(1), address(2)))),
        new JournalEvent.Leased(lease(1)),
        new JournalEvent.Leased(lease(2)),
        new JournalEvent.Released(key(1), address(1)),
        new JournalEvent.Clean(address(1), 30_000),
        new JournalEvent.EniKnown(eni("eni-0c", 2, List.of(IpAddress.parse("2001:db8::1")))),
        new JournalEvent.Leased(lease(3)),
        new JournalEvent.Released(key(3), address(3)),
        new JournalEvent.EniGone(new EniId("eni-0c")),
        new JournalEvent.EniKnown(
            eni("eni-0d", 3, List.of(address(4)))
                .withPortions(
                    new Portions(List.of(address(4)), List.of(Cidr.parse("10.0.2.128/28"))))),
        new JournalEvent.EniGone(new EniId("eni-0d")),
        new JournalEvent.Damaged(),
        new JournalEvent.Recovered(40_000));
  }
}

package io.berth.ipam.journal;

import io.berth.ipam.journal.JournalEvent.Clean;
import io.berth.ipam.journal.JournalEvent.Damaged;
import io.berth.ipam.journal.JournalEvent.EniGone;
import io.berth.ipam.journal.JournalEvent.EniKnown;
import io.berth.ipam.journal.JournalEvent.Identified;
import io.berth.ipam.journal.JournalEvent.Leased;
import io.berth.ipam.journal.JournalEvent.LimitsKnown;
import io.berth.ipam.journal.JournalEvent.Recovered;
import io.berth.ipam.journal.JournalEvent.Released;
import io.berth.ipam.journal.JournalEvent.TokenUsed;
import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceLimits.Hypervisor;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.model.PodName;
import io.berth.ipam.model.Portions;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.List;

/// The bodies of [JournalCodec]'s records, one pair of methods for each kind.
final class EventFields {

  private static final int LEASED = 1;
  private static final int RELEASED = 2;
  private static final int CLEAN = 3;
  private static final int IDENTIFIED = 4;
  private static final int ENI_KNOWN = 5;
  private static final int ENI_GONE = 6;
  private static final int TOKEN_USED = 7;

  /// A kind of its own, so that a reader that knows no prefixes can still read all other ENIs.
  private static final int ENI_WITH_PREFIXES = 8;

  private static final int LIMITS_KNOWN = 9;
  private static final int DAMAGED = 10;
  private static final int RECOVERED = 11;

  private EventFields() {}

  static void write(RecordWriter out, JournalEvent event) {
    switch (event) {
      case Leased(Lease lease) -> lease(out.u8(LEASED), lease);
      case Released released -> key(out.u8(RELEASED), released.key()).address(released.address());
      case Clean clean -> out.u8(CLEAN).address(clean.address()).i64(clean.coolUntilBootMillis());
      case Identified(NodeIdentity identity) -> identity(out.u8(IDENTIFIED), identity);
      case EniKnown(Eni eni) -> {
        if (eni.prefixes().isEmpty()) {
          eni(out.u8(ENI_KNOWN), eni);
        } else {
          eni(out.u8(ENI_WITH_PREFIXES), eni).list(eni.prefixes(), out::cidr);
        }
      }
      case EniGone(EniId eni) -> out.u8(ENI_GONE).text(eni.value());
      case LimitsKnown(InstanceLimits limits) -> limits(out.u8(LIMITS_KNOWN), limits);
      case TokenUsed(String token) -> out.u8(TOKEN_USED).text(token);
      case Damaged() -> out.u8(DAMAGED);
      case Recovered(long until) -> out.u8(RECOVERED).i64(until);
    }
  }

  /// @throws IllegalArgumentException when the body is no event
  static JournalEvent read(RecordReader in) {
    int kind = in.u8();
    return switch (kind) {
      case LEASED -> new Leased(lease(in));
      case RELEASED -> new Released(key(in), in.address());
      case CLEAN -> new Clean(in.address(), in.i64());
      case IDENTIFIED -> new Identified(identity(in));
      case ENI_KNOWN -> new EniKnown(eni(in));
      case ENI_GONE -> new EniGone(new EniId(in.text()));
      case TOKEN_USED -> new TokenUsed(in.text());
      case LIMITS_KNOWN -> new LimitsKnown(limits(in));
      case DAMAGED -> new Damaged();
      case RECOVERED -> new Recovered(in.i64());
      case ENI_WITH_PREFIXES -> new EniKnown(withPrefixes(eni(in), in));
      default -> throw new IllegalArgumentException("unknown kind of record " + kind);
    };
  }

  private static RecordWriter key(RecordWriter out, LeaseKey key) {
    return out.text(key.network()).text(key.containerId()).text(key.interfaceName());
  }

  private static LeaseKey key(RecordReader in) {
    return new LeaseKey(in.text(), in.text(), in.text());
  }

  private static void lease(RecordWriter out, Lease lease) {
    key(out, lease.key())
        .address(lease.address())
        .text(lease.eni().value())
        .text(lease.pod().namespace())
        .text(lease.pod().name())
        .text(lease.hostLink())
        .i64(lease.leasedAtMillis());
  }

  private static Lease lease(RecordReader in) {
    return new Lease(
        key(in),
        in.address(),
        new EniId(in.text()),
        new PodName(in.text(), in.text()),
        in.text(),
        in.i64());
  }

  private static void identity(RecordWriter out, NodeIdentity identity) {
    out.text(identity.instance().value())
        .text(identity.instanceType())
        .text(identity.region())
        .text(identity.availabilityZone())
        .text(identity.vpc().value())
        .list(identity.vpcCidrs(), out::cidr)
        .text(identity.primaryEni().value())
        .mac(identity.primaryMac())
        .address(identity.primaryAddress())
        .list(identity.securityGroups(), group -> out.text(group.value()))
        .text(identity.subnet().value());
  }

  private static NodeIdentity identity(RecordReader in) {
    return new NodeIdentity(
        new InstanceId(in.text()),
        in.text(),
        in.text(),
        in.text(),
        new VpcId(in.text()),
        in.list(in::cidr),
        new EniId(in.text()),
        in.mac(),
        in.address(),
        in.list(() -> new SecurityGroupId(in.text())),
        new SubnetId(in.text()));
  }

  private static void limits(RecordWriter out, InstanceLimits limits) {
    out.text(limits.instanceType())
        .u16(limits.maxEnis())
        .u16(limits.ipv4PerEni())
        .u8(hypervisorCode(limits.hypervisor()))
        .u16(limits.defaultCard())
        .list(limits.enisPerCard(), out::u16);
  }

  private static InstanceLimits limits(RecordReader in) {
    return new InstanceLimits(
        in.text(), in.u16(), in.u16(), hypervisor(in.u8()), in.u16(), in.list(in::u16));
  }

  private static int hypervisorCode(Hypervisor hypervisor) {
    return switch (hypervisor) {
      case NITRO -> 0;
      case XEN -> 1;
      case BARE_METAL -> 2;
    };
  }

  private static Hypervisor hypervisor(int code) {
    return switch (code) {
      case 0 -> Hypervisor.NITRO;
      case 1 -> Hypervisor.XEN;
      case 2 -> Hypervisor.BARE_METAL;
      default -> throw new IllegalArgumentException("unknown hypervisor " + code);
    };
  }

  private static RecordWriter eni(RecordWriter out, Eni eni) {
    return out.text(eni.id().value())
        .text(eni.attachment().value())
        .mac(eni.mac())
        .u16(eni.deviceIndex())
        .u16(eni.cardIndex())
        .text(eni.subnet().value())
        .cidr(eni.subnetCidr())
        .address(eni.primary())
        .list(eni.secondaries(), out::address)
        .bool(eni.managed());
  }

  private static Eni eni(RecordReader in) {
    return new Eni(
        new EniId(in.text()),
        new AttachmentId(in.text()),
        in.mac(),
        in.u16(),
        in.u16(),
        new SubnetId(in.text()),
        in.cidr(),
        in.address(),
        in.list(in::address),
        List.of(),
        in.bool());
  }

  private static Eni withPrefixes(Eni eni, RecordReader in) {
    return eni.withPortions(new Portions(eni.secondaries(), in.list(in::cidr)));
  }
}

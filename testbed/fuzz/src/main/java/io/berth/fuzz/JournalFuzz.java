package io.berth.fuzz;

import io.berth.ipam.journal.JournalCodec;
import io.berth.ipam.journal.JournalEvent;
import io.berth.ipam.journal.JournalHeader;
import io.berth.ipam.journal.JournalReading;
import io.berth.ipam.journal.JournalReplay;
import io.berth.ipam.journal.JournalState;
import io.berth.ipam.link.PodLink;
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
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.reconcile.Recovery;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Feeds journal files, and what they add up to at a start. The first byte says whether the
/// checksums are put right first: otherwise nothing behind them would ever be reached.
final class JournalFuzz {

  private static final int HEADER_BYTES = JournalCodec.encodeHeader(header()).length;
  private static final int RECORD_PREFIX_BYTES = 8;

  private JournalFuzz() {}

  static String outcome(byte[] input) {
    if (input.length == 0) {
      return "nothing";
    }
    byte[] file = Arrays.copyOfRange(input, 1, input.length);
    return switch (JournalCodec.decode(input[0] % 2 == 0 ? file : corrected(file))) {
      case JournalReading.Decoded decoded -> {
        JournalState state = JournalReplay.replay(decoded.events());
        if (JournalReplay.replay(state.toEvents()).leases().size() != state.leases().size()) {
          throw new AssertionError("the events of a state add up to another");
        }
        decoded.events().forEach(JournalCodec::encode);
        yield decoded.ending().getClass().getSimpleName()
            + (decoded.damages().isEmpty() ? "" : " damaged")
            + start(state);
      }
      case JournalReading other -> other.getClass().getSimpleName();
    };
  }

  /// What a daemon makes of it whose kernel has a link for every other lease, and one of nobody.
  private static String start(JournalState state) {
    List<PodLinkSeen> seen = new ArrayList<>();
    for (Lease lease : state.leases().values()) {
      if (lease.address().low() % 2 == 0) {
        seen.add(
            new PodLinkSeen(lease.address(), lease.hostLink(), PodLink.ALIAS_PREFIX + lease.key()));
      }
    }
    seen.add(new PodLinkSeen(IpAddress.parse("10.0.1.77"), "eni77", "berth:n/c/eth0"));
    Recovery plan = Recovery.plan(state, seen, 30_000, 9001, 1_000_000, 0);
    return plan.leases().isEmpty() ? "" : " leases";
  }

  /// The file with a header that fits and checksums that fit, as far as its lengths go.
  private static byte[] corrected(byte[] file) {
    byte[] records =
        file.length < HEADER_BYTES ? file : Arrays.copyOfRange(file, HEADER_BYTES, file.length);
    ByteBuffer buffer = ByteBuffer.wrap(records);
    int at = 0;
    while (records.length - at >= RECORD_PREFIX_BYTES) {
      int length = buffer.getInt(at);
      if (length < 1 || length > records.length - at - RECORD_PREFIX_BYTES) {
        break;
      }
      CRC32C crc = new CRC32C();
      crc.update(records, at, 4);
      crc.update(records, at + RECORD_PREFIX_BYTES, length);
      buffer.putInt(at + 4, (int) crc.getValue());
      at += RECORD_PREFIX_BYTES + length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(JournalCodec.encodeHeader(header()));
    out.writeBytes(records);
    return out.toByteArray();
  }

  private static JournalHeader header() {
    return new JournalHeader("b0", "i-0a");
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    byte[] journal = journal(events());
    for (byte corrected = 0; corrected < 2; corrected++) {
      seeds.add(seed(corrected, journal));
      seeds.add(seed(corrected, Arrays.copyOf(journal, journal.length - 3)));
      seeds.add(seed(corrected, new byte[4_096]));
      for (JournalEvent event : events()) {
        seeds.add(seed(corrected, journal(List.of(event, event))));
      }
      // Damage, behind it lengths that make every byte look like the start of a long record.
      byte[] lengths = Arrays.copyOf(journal, 16_000);
      for (int i = HEADER_BYTES; i < lengths.length - 4; i += 4) {
        lengths[i + 2] = 0x1f;
      }
      seeds.add(seed(corrected, lengths));
    }
    return seeds;
  }

  private static List<JournalEvent> events() {
    LeaseKey key = new LeaseKey("podnet", "c0ffee", "eth0");
    IpAddress address = IpAddress.parse("10.0.1.6");
    Eni eni =
        new Eni(
            new EniId("eni-0a"),
            new AttachmentId("eni-attach-0a"),
            MacAddress.parse("02:00:00:00:00:01"),
            1,
            0,
            new SubnetId("subnet-0a"),
            Cidr.parse("10.0.1.0/24"),
            IpAddress.parse("10.0.1.5"),
            List.of(address),
            List.of(Cidr.parse("10.0.1.16/28")),
            true);
    NodeIdentity identity =
        new NodeIdentity(
            new InstanceId("i-0a"),
            "m5.large",
            "eu-central-1",
            "eu-central-1a",
            new VpcId("vpc-0a"),
            List.of(Cidr.parse("10.0.0.0/16")),
            new EniId("eni-0a"),
            MacAddress.parse("02:00:00:00:00:01"),
            IpAddress.parse("10.0.1.4"),
            List.of(new SecurityGroupId("sg-1")),
            new SubnetId("subnet-0a"));
    return List.of(
        new JournalEvent.Identified(identity),
        new JournalEvent.LimitsKnown(
            new InstanceLimits("m5.large", 3, 10, InstanceLimits.Hypervisor.NITRO, 0, List.of(3))),
        new JournalEvent.EniKnown(eni),
        new JournalEvent.TokenUsed("token-1"),
        new JournalEvent.Leased(
            new Lease(key, address, new EniId("eni-0a"), new PodName("ns", "pod"), "eni1", 1)),
        new JournalEvent.Released(key, address),
        new JournalEvent.Clean(address, 99),
        new JournalEvent.EniGone(new EniId("eni-0b")));
  }

  private static byte[] journal(List<JournalEvent> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(JournalCodec.encodeHeader(header()));
    for (JournalEvent event : events) {
      byte[] record = JournalCodec.encode(event);
      if (record == null) {
        throw new IllegalStateException("an event does not fit a record");
      }
      out.writeBytes(record);
    }
    return out.toByteArray();
  }

  private static byte[] seed(byte corrected, byte[] file) {
    byte[] seed = new byte[file.length + 1];
    seed[0] = corrected;
    System.arraycopy(file, 0, seed, 1, file.length);
    return seed;
  }
}

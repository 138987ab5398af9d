package io.berth.simulation.world;

import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.CidrReservation;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.VpcView;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.EniAvailable;
import io.berth.ipam.port.EniTraits;
import io.berth.ipam.port.EniType;
import io.berth.ipam.port.SubnetSeen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Answers to looks at more than an instance's ENIs, from what the model shows. Pure functions.
final class SimulatedLooks {

  private static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  private SimulatedLooks() {}

  /// @throws NullPointerException when the model does not show it
  static EniTraits traits(VpcView seen, EniId id, InstanceId instance) {
    NetworkInterface eni = Objects.requireNonNull(seen.networkInterface(id));
    Attachment attachment = eni.attachment();
    return new EniTraits(
        EniType.ORDINARY,
        instance.value().equals(seen.tags(id.value()).get(INSTANCE_TAG)),
        attachment != null && attachment.deleteOnTermination(),
        eni.groups(),
        eni.tracking());
  }

  static CloudOutcome subnets(VpcView seen, VpcId vpc, String zone) {
    List<SubnetSeen> found = new ArrayList<>();
    for (Subnet subnet : seen.subnets()) {
      if (subnet.vpc().equals(vpc) && subnet.zone().equals(zone)) {
        found.add(
            new SubnetSeen(
                subnet.id(),
                subnet.cidr(),
                seen.freeAddresses(subnet.id()),
                new TreeMap<>(seen.tags(subnet.id().value()))));
      }
    }
    return new CloudOutcome.Subnets(found);
  }

  static CloudOutcome reservations(VpcView seen, SubnetId subnet) {
    return new CloudOutcome.Reservations(
        blocks(seen, subnet, CidrReservation.Type.PREFIX),
        blocks(seen, subnet, CidrReservation.Type.EXPLICIT));
  }

  private static List<Cidr> blocks(VpcView seen, SubnetId subnet, CidrReservation.Type type) {
    return seen.reservations().stream()
        .filter(each -> each.subnet().equals(subnet) && each.type() == type)
        .map(CidrReservation::cidr)
        .toList();
  }

  static CloudOutcome available(VpcView seen, VpcId vpc, SortedMap<String, String> wanted) {
    List<EniAvailable> found = new ArrayList<>();
    for (NetworkInterface eni : seen.interfaces()) {
      Map<String, String> tags = seen.tags(eni.id().value());
      if (eni.attachment() == null
          && eni.vpc().equals(vpc)
          && tags.entrySet().containsAll(wanted.entrySet())) {
        found.add(
            new EniAvailable(eni.id(), EniType.ORDINARY, eni.description(), new TreeMap<>(tags)));
      }
    }
    return new CloudOutcome.AvailableEnis(found);
  }

  static CloudOutcome instances(VpcView seen, List<InstanceId> instances) {
    Set<InstanceId> existing = new HashSet<>();
    for (InstanceId id : instances) {
      Instance instance = seen.instance(id);
      if (instance != null && instance.running()) {
        existing.add(id);
      }
    }
    return new CloudOutcome.Instances(existing);
  }
}

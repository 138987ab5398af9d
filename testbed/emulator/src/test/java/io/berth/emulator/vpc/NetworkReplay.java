package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The network that a carrier of the changes would have built.
final class NetworkReplay {

  private record Link(InstanceId instance, Set<IpAddress> addresses, boolean check) {}

  private final Map<EniId, Link> links = new HashMap<>();
  private final Set<InstanceId> instances = new HashSet<>();

  void apply(NetworkChange change) {
    switch (change) {
      case NetworkChange.SubnetAdded _, NetworkChange.SubnetRemoved _ -> {}
      case NetworkChange.InstanceAdded(var instance) -> assertTrue(instances.add(instance));
      case NetworkChange.InstanceRemoved(var instance) -> {
        assertTrue(instances.remove(instance));
        assertTrue(links.values().stream().noneMatch(link -> link.instance().equals(instance)));
      }
      case NetworkChange.LinkAdded(var instance, var eni, _) -> {
        assertTrue(instances.contains(instance));
        Link link = new Link(instance, Set.copyOf(eni.reachableAddresses()), eni.sourceDestCheck());
        assertEquals(null, links.put(eni.id(), link));
      }
      case NetworkChange.LinkRemoved(var instance, var eni) -> {
        Link removed = links.remove(eni);
        assertTrue(removed != null && removed.instance().equals(instance));
      }
      case NetworkChange.AddressesChanged(var eni, var addresses) -> {
        Link link = link(eni);
        links.put(eni, new Link(link.instance(), addresses, link.check()));
      }
      case NetworkChange.SourceDestCheckChanged(var eni, var check) -> {
        Link link = link(eni);
        links.put(eni, new Link(link.instance(), link.addresses(), check));
      }
    }
  }

  void check(VpcView view) {
    Map<EniId, Link> wanted = new HashMap<>();
    for (NetworkInterface eni : view.interfaces()) {
      Attachment attachment = eni.attachment();
      if (eni.hasLink() && attachment != null) {
        wanted.put(
            eni.id(),
            new Link(
                attachment.instance(),
                Set.copyOf(eni.reachableAddresses()),
                eni.sourceDestCheck()));
      }
    }
    assertEquals(wanted, links);
  }

  private Link link(EniId eni) {
    Link link = links.get(eni);
    assertTrue(link != null, eni + " has no link");
    return link;
  }
}

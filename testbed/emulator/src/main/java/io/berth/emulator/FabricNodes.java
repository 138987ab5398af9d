package io.berth.emulator;

import io.berth.emulator.ec2.Ec2Service;
import io.berth.emulator.fabric.EniLink;
import io.berth.emulator.fabric.Fabric;
import io.berth.emulator.http.HttpListener;
import io.berth.emulator.http.Transport;
import io.berth.emulator.imds.ImdsService;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.NetworkChange;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Instances as network namespaces of a fabric. One metadata service for all listens at its real
/// address inside the VPC and tells instances apart by their addresses; the EC2 API listens on each
/// instance's own loopback, since a process in that namespace has no other way to it.
final class FabricNodes implements Nodes {

  private static final int METADATA_PORT = 80;

  /// Packets of the metadata service reach the instance and what is one router behind it: a pod.
  private static final int METADATA_HOP_LIMIT = 2;

  private final Transport transport;
  private final Ec2Service ec2;
  private final int ec2Port;
  private final String namePrefix;
  private final Fabric fabric;
  private final HttpListener metadata;
  private final Map<InstanceId, Node> nodes = new ConcurrentHashMap<>();
  private int lastNumber;

  /// @param name the instance's name in the fabric and of its namespace
  /// @param namespace the namespace's file
  /// @param ec2 the API on its loopback
  private record Node(String name, Path namespace, HttpListener ec2) {}

  private FabricNodes(
      Transport transport,
      Ec2Service ec2,
      int ec2Port,
      String namePrefix,
      Fabric fabric,
      HttpListener metadata) {
    this.transport = transport;
    this.ec2 = ec2;
    this.ec2Port = ec2Port;
    this.namePrefix = namePrefix;
    this.fabric = fabric;
    this.metadata = metadata;
  }

  /// @param directory where namespaces are mounted
  /// @param namePrefix namespaces are called this with `-vpc` or `-node-1`, `-node-2` and so on
  /// @throws IOException when the kernel refuses or a name is taken; then nothing is left behind
  static FabricNodes open(
      Transport transport,
      LiveVpc vpc,
      Ec2Service ec2,
      int ec2Port,
      Path directory,
      String namePrefix)
      throws IOException {
    Fabric fabric = Fabric.create(directory, namePrefix + "-vpc");
    try {
      ImdsService service = new ImdsService(vpc, call -> instanceAt(vpc, call.peer()));
      HttpListener.Manners manners =
          new HttpListener.Manners(peer -> instanceAt(vpc, peer) != null, METADATA_HOP_LIMIT);
      HttpListener metadata =
          fabric.callInVpc(() -> HttpListener.open(transport, metadataAddress(), manners, service));
      return new FabricNodes(transport, ec2, ec2Port, namePrefix, fabric, metadata);
    } catch (IOException | RuntimeException e) {
      fabric.close();
      throw e;
    }
  }

  private static InetSocketAddress metadataAddress() throws IOException {
    return new InetSocketAddress(
        InetAddress.getByAddress(Fabric.METADATA_SERVICE.toBytes()), METADATA_PORT);
  }

  /// The running instance that has this address; runs on the model's loop.
  private static @Nullable InstanceId instanceAt(LiveVpc vpc, InetSocketAddress peer) {
    IpAddress address = IpAddress.ofBytes(peer.getAddress().getAddress());
    NetworkInterface eni = vpc.model().view().holder(address);
    Attachment attachment = eni == null || !eni.hasLink() ? null : eni.attachment();
    return attachment == null ? null : attachment.instance();
  }

  @Override
  public void apply(NetworkChange change) throws IOException {
    switch (change) {
      case NetworkChange.SubnetAdded(var cidr) -> fabric.addSubnet(cidr);
      case NetworkChange.SubnetRemoved(var cidr) -> fabric.removeSubnet(cidr);
      case NetworkChange.InstanceAdded(var instance) -> add(instance);
      case NetworkChange.InstanceRemoved(var instance) -> remove(instance);
      case NetworkChange.LinkAdded(var instance, var eni, var subnet) ->
          fabric.attach(link(instance, eni, subnet));
      case NetworkChange.LinkRemoved(_, var eni) -> fabric.detach(eni);
      case NetworkChange.AddressesChanged(var eni, var addresses) ->
          fabric.setAddresses(eni, addresses);
      case NetworkChange.SourceDestCheckChanged(var eni, var check) ->
          fabric.setSourceDestCheck(eni, check);
    }
  }

  private void add(InstanceId instance) throws IOException {
    String name = namePrefix + "-node-" + ++lastNumber;
    fabric.addInstance(name);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ec2Port);
    HttpListener listener =
        fabric.callInInstance(
            name,
            () ->
                HttpListener.open(
                    transport, address, HttpListener.Manners.OPEN, ec2.inside(instance)));
    nodes.put(instance, new Node(name, fabric.instanceNamespace(name), listener));
  }

  private void remove(InstanceId instance) throws IOException {
    Node node = nodes.remove(instance);
    if (node != null) {
      node.ec2().close();
      fabric.removeInstance(node.name());
    }
  }

  private EniLink link(InstanceId instance, NetworkInterface eni, Cidr subnet) throws IOException {
    Node node = nodes.get(instance);
    Attachment attachment = eni.attachment();
    if (node == null || attachment == null) {
      throw new IOException(eni.id() + " cannot be plugged in: " + instance + " has no namespace");
    }
    int device = attachment.deviceIndex();
    int card = attachment.cardIndex();
    return new EniLink(
        eni.id(),
        node.name(),
        // Only device 0 of card 0 is the primary ENI.
        attachment.isPrimary() ? 0 : Math.max(1, device),
        card == 0 ? "eth" + device : "eth" + device + "c" + card,
        eni.mac(),
        subnet,
        eni.primary(),
        Set.copyOf(eni.reachableAddresses()),
        EniLink.VPC_MTU_BYTES,
        eni.sourceDestCheck());
  }

  @Override
  public Map<String, String> reach(InstanceId instance) {
    Node node = nodes.get(instance);
    if (node == null) {
      return Map.of();
    }
    Map<String, String> reach = new TreeMap<>();
    reach.put("namespace", node.name());
    reach.put("namespacePath", node.namespace().toString());
    reach.put("ec2", "http://127.0.0.1:" + ec2Port);
    reach.put("imds", "http://" + Fabric.METADATA_SERVICE);
    return reach;
  }

  @Override
  public Map<String, String> endpoints() {
    return Map.of("vpcNamespace", namePrefix + "-vpc");
  }

  @Override
  public void close() {
    nodes.values().forEach(node -> node.ec2().close());
    metadata.close();
    try {
      fabric.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the network could not be removed whole: " + e.getMessage(), e);
    }
  }
}

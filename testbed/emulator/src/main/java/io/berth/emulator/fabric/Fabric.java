package io.berth.emulator.fabric;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.netlink.LinkReference;
import io.berth.netlink.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The network of an emulated VPC on one machine: a namespace that is the VPC's router, a namespace
/// for each instance, and a veth between the two for each attached ENI.
///
/// It drops what a VPC drops, silently: packets whose source is not among the ENI's addresses
/// (while its source check is on), and packets to addresses that no attached ENI has. It lets
/// through what a VPC lets through, hairpins included: a packet to an unused address of the
/// sender's own ENI comes back to it.
///
/// Differences to a real VPC: routers and resolvers answer pings, the router decrements the TTL,
/// there are no security groups, and "unassigned" takes effect at once. The address of the metadata
/// service, 169.254.169.254, is an address of the VPC's namespace: a listener opened by
/// [#callInVpc] sees every instance, and tells them apart by source address.
///
/// Namespaces are mounted files, so `ip netns exec <name> …` works when the directory is
/// `/run/netns`. Root, or a user namespace with a mount namespace of its own (`unshare -Urnm`), is
/// needed; no program is started. Safe for use by several threads.
public final class Fabric implements AutoCloseable {
  /// Where `ip netns` looks for namespaces.
  public static final Path DEFAULT_DIRECTORY = Path.of("/run/netns");

  /// The address of the instance metadata service (EC2 user guide, "Access instance metadata").
  public static final IpAddress METADATA_SERVICE = IpAddress.parse("169.254.169.254");

  private final Path directory;
  private final FabricNamespace vpc;
  private final Set<Cidr> subnets = new LinkedHashSet<>();
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<EniId, Plug> plugs = new LinkedHashMap<>();
  private int nextLinkIndex = VpcRouter.FIRST_LINK_INDEX;
  private int nextGroup = 1;
  private boolean closed;

  /// @param group the link group of its links in the VPC's namespace
  private record Instance(FabricNamespace namespace, int group) {}

  /// @param index the index of the ENI's link in the VPC's namespace
  private record Plug(EniLink link, int index) {}

  private Fabric(Path directory, FabricNamespace vpc) {
    this.directory = directory;
    this.vpc = vpc;
  }

  /// Makes the VPC's namespace.
  ///
  /// @param directory where the namespaces are mounted, usually [#DEFAULT_DIRECTORY]; made when
  ///   missing
  /// @param vpcName the name of the VPC's namespace there
  /// @throws IOException when the kernel refuses or the name is taken; then nothing is left behind
  public static Fabric create(Path directory, String vpcName) throws IOException {
    FabricNamespace vpc =
        FabricNamespace.create(namespaceFile(directory, vpcName), VpcRouter.sysctls());
    try {
      vpc.perform(VpcRouter.base(METADATA_SERVICE));
    } catch (IOException e) {
      vpc.delete();
      throw e;
    }
    return new Fabric(directory, vpc);
  }

  /// Adds a subnet: its router (base + 1) and resolver (base + 2) appear. Nothing when it is there.
  ///
  /// @param cidr an IPv4 block of at least four addresses
  public synchronized void addSubnet(Cidr cidr) throws IOException {
    requireOpen();
    if (!cidr.network().isIpv4() || cidr.prefixLength() > 30) {
      throw new IllegalArgumentException(
          "a subnet is an IPv4 block of at least four addresses, not " + cidr);
    }
    if (!subnets.contains(cidr)) {
      vpc.perform(VpcRouter.addSubnet(cidr));
      subnets.add(cidr);
    }
  }

  /// Removes a subnet. Nothing when there is none.
  ///
  /// @throws IllegalStateException while an attached ENI lies in it
  public synchronized void removeSubnet(Cidr cidr) throws IOException {
    requireOpen();
    for (Plug plug : plugs.values()) {
      if (plug.link().subnet().equals(cidr)) {
        throw new IllegalStateException(plug.link().eni() + " is still attached in subnet " + cidr);
      }
    }
    if (subnets.contains(cidr)) {
      vpc.remove(VpcRouter.removeSubnet(cidr));
      subnets.remove(cidr);
    }
  }

  /// Adds an instance without any ENI.
  ///
  /// @param name its name, also that of its namespace's file
  /// @throws IllegalStateException when there is one of this name
  public synchronized void addInstance(String name) throws IOException {
    requireOpen();
    if (instances.containsKey(name)) {
      throw new IllegalStateException("instance " + name + " exists already");
    }
    FabricNamespace namespace =
        FabricNamespace.create(namespaceFile(directory, name), PrimaryInterface.sysctls());
    instances.put(name, new Instance(namespace, nextGroup++));
  }

  /// Removes an instance with all its links. Processes in it keep an empty network. Nothing when
  /// there is none.
  public synchronized void removeInstance(String name) throws IOException {
    requireOpen();
    Instance instance = instances.get(name);
    if (instance != null) {
      vpc.remove(List.of(new Request.DeleteLinkGroup(instance.group())));
      plugs.values().removeIf(plug -> plug.link().instance().equals(name));
      instances.remove(name);
      instance.namespace().delete();
    }
  }

  /// Plugs an ENI into an instance: its link appears there. The one at device index 0 is set up as
  /// a DHCP client does it; any other is down and without an address.
  ///
  /// @throws IOException when the kernel refuses, for example because the link's name is taken;
  ///   then the ENI is not attached
  /// @throws IllegalStateException when instance or subnet are not there, or the ENI is attached
  ///   already
  public synchronized void attach(EniLink link) throws IOException {
    requireOpen();
    Instance instance = instance(link.instance());
    if (plugs.containsKey(link.eni())) {
      throw new IllegalStateException(link.eni() + " is attached already");
    }
    if (!subnets.contains(link.subnet())) {
      throw new IllegalStateException(
          "subnet " + link.subnet() + " of " + link.eni() + " has not been added");
    }
    int index = nextLinkIndex++;
    try {
      vpc.perform(
          VpcRouter.attach(link, index, instance.group(), instance.namespace().descriptor()));
      if (link.deviceIndex() == 0) {
        FabricNamespace inside = instance.namespace();
        int insideIndex =
            inside.netlink().link(LinkReference.of(link.linkName())).orThrow().index();
        inside.perform(PrimaryInterface.setUp(link, insideIndex));
      }
    } catch (IOException e) {
      vpc.remove(List.of(new Request.DeleteLink(LinkReference.of(index))));
      throw e;
    }
    plugs.put(link.eni(), new Plug(link, index));
  }

  /// Unplugs an ENI: its link is gone. Nothing when it is not attached.
  public synchronized void detach(EniId eni) throws IOException {
    requireOpen();
    Plug plug = plugs.get(eni);
    if (plug != null) {
      vpc.remove(List.of(new Request.DeleteLink(LinkReference.of(plug.index()))));
      plugs.remove(eni);
    }
  }

  /// Sets the addresses that are an attached ENI's from now on. An address may move between ENIs in
  /// either order.
  ///
  /// @param addresses all of them, the primary one and those of prefixes included
  /// @throws IllegalStateException when the ENI is not attached
  public synchronized void setAddresses(EniId eni, Set<IpAddress> addresses) throws IOException {
    requireOpen();
    Plug plug = plug(eni);
    EniLink after = plug.link().withAddresses(addresses);
    Set<IpAddress> before = plug.link().addresses();
    plugs.put(eni, new Plug(after, plug.index()));
    vpc.remove(VpcRouter.removeAddresses(after, plug.index(), before));
    vpc.perform(VpcRouter.addAddresses(after, plug.index(), before));
  }

  /// Switches the source check of an attached ENI.
  ///
  /// @throws IllegalStateException when the ENI is not attached
  public synchronized void setSourceDestCheck(EniId eni, boolean check) throws IOException {
    requireOpen();
    Plug plug = plug(eni);
    vpc.perform(List.of(VpcRouter.sourceCheck(plug.index(), check)));
    plugs.put(eni, new Plug(plug.link().withSourceDestCheck(check), plug.index()));
  }

  /// Runs a task on a thread inside the VPC's namespace; sockets that it opens stay there.
  ///
  /// @throws IOException what the task threw, or when the namespace cannot be entered
  public <T extends @Nullable Object> T callInVpc(Callable<T> task) throws IOException {
    return vpc.call(task);
  }

  /// Runs a task on a thread inside an instance's namespace; sockets that it opens stay there.
  ///
  /// @throws IOException what the task threw, or when the namespace cannot be entered
  /// @throws IllegalStateException when there is no such instance
  public <T extends @Nullable Object> T callInInstance(String name, Callable<T> task)
      throws IOException {
    FabricNamespace namespace;
    synchronized (this) {
      requireOpen();
      namespace = instance(name).namespace();
    }
    return namespace.call(task);
  }

  /// The file at which an instance's namespace is mounted.
  ///
  /// @throws IllegalStateException when there is no such instance
  public synchronized Path instanceNamespace(String name) {
    return instance(name).namespace().path();
  }

  /// How many packets the source check has dropped since the VPC was made.
  public long sourceCheckDrops() throws IOException {
    return vpc.call(KernelCounters::reversePathFilterDrops);
  }

  /// The whole network in words, a line for each thing.
  public synchronized String describe() {
    return FabricText.describe(vpc, subnets, namespaces(), links());
  }

  /// Removes everything that this object made, and nothing else. It goes on after a failure, so as
  /// much as possible is removed; a second call tries again what is left.
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    IOException failure = null;
    for (String name : List.copyOf(instances.keySet())) {
      try {
        removeInstance(name);
      } catch (IOException e) {
        failure = combined(failure, e);
      }
    }
    try {
      vpc.delete();
    } catch (IOException e) {
      failure = combined(failure, e);
    }
    if (failure != null) {
      throw failure;
    }
    closed = true;
  }

  private Map<String, FabricNamespace> namespaces() {
    Map<String, FabricNamespace> all = new LinkedHashMap<>();
    instances.forEach((name, instance) -> all.put(name, instance.namespace()));
    return all;
  }

  private List<EniLink> links() {
    return plugs.values().stream().map(Plug::link).toList();
  }

  private static IOException combined(@Nullable IOException first, IOException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static Path namespaceFile(Path directory, String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith(".")) {
      throw new IllegalArgumentException("not a name for a namespace: \"" + name + "\"");
    }
    return directory.resolve(name);
  }

  private Instance instance(String name) {
    Instance instance = instances.get(name);
    if (instance == null) {
      throw new IllegalStateException("there is no instance " + name);
    }
    return instance;
  }

  private Plug plug(EniId eni) {
    Plug plug = plugs.get(eni);
    if (plug == null) {
      throw new IllegalStateException(eni + " is not attached");
    }
    return plug;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the fabric is closed");
    }
  }
}

package io.berth.emulator;

import io.berth.emulator.http.HttpListener;
import io.berth.emulator.http.Transport;
import io.berth.emulator.imds.ImdsService;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.NetworkChange;
import io.berth.ipam.model.InstanceId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Instances without a network: each one's metadata service has a port of its own on loopback.
/// Needs no privileges.
final class LoopbackNodes implements Nodes {

  private final Transport transport;
  private final LiveVpc vpc;
  private final String ec2;
  private final Map<InstanceId, HttpListener> metadata = new ConcurrentHashMap<>();

  /// @param ec2 URL of the EC2 API
  LoopbackNodes(Transport transport, LiveVpc vpc, String ec2) {
    this.transport = transport;
    this.vpc = vpc;
    this.ec2 = ec2;
  }

  @Override
  public void apply(NetworkChange change) throws IOException {
    switch (change) {
      case NetworkChange.InstanceAdded(var instance) ->
          metadata.put(
              instance,
              HttpListener.open(
                  transport,
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  HttpListener.Manners.OPEN,
                  new ImdsService(vpc, _ -> instance)));
      case NetworkChange.InstanceRemoved(var instance) -> {
        HttpListener listener = metadata.remove(instance);
        if (listener != null) {
          listener.close();
        }
      }
      case NetworkChange.SubnetAdded _,
          NetworkChange.SubnetRemoved _,
          NetworkChange.LinkAdded _,
          NetworkChange.LinkRemoved _,
          NetworkChange.AddressesChanged _,
          NetworkChange.SourceDestCheckChanged _ -> {
        // No packets, no links.
      }
    }
  }

  @Override
  public Map<String, String> reach(InstanceId instance) {
    HttpListener listener = metadata.get(instance);
    return listener == null
        ? Map.of()
        : Map.of("ec2", ec2, "imds", "http://127.0.0.1:" + listener.address().getPort());
  }

  @Override
  public Map<String, String> endpoints() {
    return Map.of();
  }

  @Override
  public void close() {
    metadata.values().forEach(HttpListener::close);
    metadata.clear();
  }
}

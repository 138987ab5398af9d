package io.berth.ipamd.config;

import io.berth.ipam.model.IpAddress;

/// Where to listen.
///
/// @param address an address of this machine, or all-zero for every one
/// @param port 0 to 65535; 0 lets the system choose
public record ListenAddress(IpAddress address, int port) {

  @Override
  public String toString() {
    return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
  }
}

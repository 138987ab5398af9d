package io.berth.ipamd.kernel;

import io.berth.ipam.port.KernelContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Aim: the adapter keeps the contract of the kernel port with sandboxes known by path. Method: the
/// suite of the port, on fresh namespaces of the real kernel.
class NetlinkKernelByPathTest extends KernelContract {

  private KernelWorld world;

  @BeforeEach
  void makeWorld() {
    world = KernelWorld.create(KernelWorld.Way.PATH);
  }

  @AfterEach
  void endWorld() {
    if (world != null) {
      world.close();
    }
  }

  @Override
  protected World world() {
    return world;
  }
}

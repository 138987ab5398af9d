package io.berth.ipam.port;

/// Aim: the fake kernel keeps the contract that tests of the core rely on. Method: the suite of the
/// port.
class FakeKernelTest extends KernelContract {

  private final FakeKernel fake = new FakeKernel();

  @Override
  protected World world() {
    return fake;
  }
}

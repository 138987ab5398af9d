package io.berth.ipamd;

/// Lets the control loop be made before the runner that gives it turns. Set once by the starting
/// thread; volatile, because any thread wakes.
final class Wake implements Runnable {

  private volatile Runnable target = () -> {};

  void target(Runnable runnable) {
    target = runnable;
  }

  @Override
  public void run() {
    target.run();
  }
}

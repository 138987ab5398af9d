package io.berth.cni;

/// Where the native executable starts.
final class NativeMain {

  private static final String BUG =
      "{\"code\":999,\"msg\":\"berth-cni failed inside; this is a bug in berth-cni\"}\n";

  private NativeMain() {}

  /// Runs and exits. The one place that catches anything: an exception that nobody catches would
  /// abort the process without the error object that runtimes expect.
  public static void main(String[] arguments) {
    NativeHost.exit(guardedRun());
  }

  private static int guardedRun() {
    try {
      return Executable.run(new NativeHost());
    } catch (Throwable bug) {
      NativeHost.report(BUG);
      return 1;
    }
  }
}

package io.berth.cni;

/// Where the JVM form of the executable starts, for hosts without a C compiler.
public final class Main {

  private Main() {}

  /// Runs one call from environment and stdin, and exits with its code.
  ///
  /// @param arguments none; the container network interface passes everything by environment and
  ///   stdin
  public static void main(String[] arguments) {
    System.exit(Executable.run(new JvmHost(System.getenv())));
  }
}

package io.berth.cni;

/// A native program that exits with the number of locals that a caught exception has spoiled. See
/// [NativeCatchTest].
final class CatchProbe {

  private static final int ROUNDS = 5;

  private CatchProbe() {}

  public static void main(String[] arguments) {
    int spoiled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] kept = filled(round);
      String text = "before";
      try {
        kept = filled(round + 1);
        text = name(round);
        throwFor(round);
        kept = filled(99);
      } catch (IllegalStateException caught) {
        spoiled += kept[0] == round + 1 && text.length() == round + 1 ? 0 : 1;
      }
      spoiled += kept[0] == round + 1 && text.length() == round + 1 ? 0 : 1;
    }
    NativeHost.exit(spoiled);
  }

  private static byte[] filled(int value) {
    return new byte[] {(byte) value, (byte) value};
  }

  private static String name(int round) {
    return "xxxxxxxxxx".substring(0, round + 1);
  }

  private static void throwFor(int round) {
    if (round < ROUNDS) {
      throw new IllegalStateException();
    }
  }
}

package io.berth.fuzz;

import io.berth.ipamd.cni.ConfigurationFuzz;
import io.berth.ipamd.ec2.AnswerFuzz;
import io.berth.ipamd.imds.MetadataFuzz;
import io.berth.netlink.ReplyFuzz;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Something that reads bytes from outside.
///
/// @param name as on the command line
/// @param share of all inputs, in percent; a slow reader gets fewer
/// @param maxBytes of one input: as large as its interesting structures, not as the reader's bound
/// @param fixedBytes that reading may allocate whatever the input, above the most that was seen
/// @param bytesPerByte that reading may allocate for each byte of input, above the most that was
///   seen
/// @param seeds well-formed inputs and known attacks
/// @param outcome reads one input; what it throws is a finding
record Target(
    String name,
    int share,
    int maxBytes,
    long fixedBytes,
    long bytesPerByte,
    Supplier<List<byte[]>> seeds,
    Function<byte[], String> outcome) {

  /// All of them. The allowances are about four times what the worst input took; a reader that
  /// trusts a count or a length it was told exceeds them by orders of magnitude.
  static final List<Target> ALL =
      List.of(
          new Target("frame", 33, 16_384, 64 << 10, 64, FrameFuzz::seeds, FrameFuzz::outcome),
          new Target(
              "cni",
              12,
              16_384,
              256 << 10,
              256,
              ConfigurationFuzz::seeds,
              ConfigurationFuzz::outcome),
          new Target("netlink", 33, 16_384, 64 << 10, 256, ReplyFuzz::seeds, ReplyFuzz::outcome),
          new Target(
              "journal", 4, 16_384, 256 << 10, 512, JournalFuzz::seeds, JournalFuzz::outcome),
          new Target("imds", 17, 4_096, 256 << 10, 512, MetadataFuzz::seeds, MetadataFuzz::outcome),
          new Target("ec2", 1, 16_384, 16 << 20, 4_096, AnswerFuzz::seeds, AnswerFuzz::outcome));

  /// @throws IllegalArgumentException naming those there are
  static Target of(String name) {
    return ALL.stream()
        .filter(target -> target.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no target '"
                    + name
                    + "'; there are "
                    + String.join(", ", ALL.stream().map(Target::name).toList())));
  }

  /// How many bytes reading an input of this length may allocate, in code as it was compiled.
  long allowedBytes(int inputBytes) {
    return fixedBytes + bytesPerByte * inputBytes;
  }
}

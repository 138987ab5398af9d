package io.berth.ipamd.server;

import io.berth.wire.Limits;

/// Bounds of the server. The size of a frame is bounded by `io.berth.wire.Limits`.
///
/// @param maxConnections connections at once, those included whose client has gone but whose
///   request still runs; further clients wait in the kernel's queue
/// @param headerDeadlineMillis from the connection to its complete header
/// @param requestDeadlineMillis from the header to the complete request
/// @param replyDeadlineMillis from the answer to its last byte
/// @param maxLargeBytes of all frames together that are larger than [LargeFrames#SMALL_BYTES], for
///   requests and for answers each; a request waits for room, an answer is replaced by a sentence
public record ServerLimits(
    int maxConnections,
    long headerDeadlineMillis,
    long requestDeadlineMillis,
    long replyDeadlineMillis,
    long maxLargeBytes) {

  /// Eight of the largest frames: a garbage collection of 1,000 attachments and berthctl's longest
  /// answer have some 100 KB, and the heap has 96 MB.
  private static final long LARGE_BYTES = 8L << 20;

  /// 256 connections with two descriptors each are 768, below the usual soft limit of 1,024 open
  /// files, and more than runtimes start at once on a node. The deadlines are thousands of times
  /// what the executable needs and still well below the kubelet's; a client that is slower is
  /// stopped or broken.
  public static final ServerLimits STANDARD = new ServerLimits(256, 5_000, 10_000, 10_000);

  /// @throws IllegalArgumentException when a bound is not positive
  public ServerLimits {
    if (maxConnections <= 0
        || headerDeadlineMillis <= 0
        || requestDeadlineMillis <= 0
        || replyDeadlineMillis <= 0
        || maxLargeBytes < Limits.HEADER_BYTES + Limits.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "bounds must be positive, and large enough for the largest frame");
    }
  }

  /// With the standard bound of large frames.
  public ServerLimits(
      int maxConnections,
      long headerDeadlineMillis,
      long requestDeadlineMillis,
      long replyDeadlineMillis) {
    this(
        maxConnections,
        headerDeadlineMillis,
        requestDeadlineMillis,
        replyDeadlineMillis,
        LARGE_BYTES);
  }
}

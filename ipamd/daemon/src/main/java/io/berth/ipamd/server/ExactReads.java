package io.berth.ipamd.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Makes a channel read just the bytes that are wanted, one read at a time. A read that ran past
/// the header into a byte that carries a descriptor would make the kernel drop the descriptor.
///
/// Serves one channel, on its event loop.
final class ExactReads implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

  /// Most bytes of one read, so that a large announced payload costs memory only as it arrives.
  static final int MAX_READ_BYTES = 64 * 1024;

  private int wantedBytes;
  private int attemptedBytes;
  private int lastBytes;

  ExactReads(int wantedBytes) {
    this.wantedBytes = wantedBytes;
  }

  /// Sets how many bytes the next reads may take together.
  ///
  /// @param bytes positive
  void want(int bytes) {
    wantedBytes = bytes;
  }

  @Override
  public ExtendedHandle newHandle() {
    return this;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator allocator) {
    int bytes = guess();
    return allocator.ioBuffer(bytes, bytes);
  }

  @Override
  public int guess() {
    return Math.min(wantedBytes, MAX_READ_BYTES);
  }

  @Override
  public void reset(ChannelConfig config) {
    attemptedBytes = 0;
    lastBytes = 0;
  }

  @Override
  public void incMessagesRead(int messages) {}

  @Override
  public void lastBytesRead(int bytes) {
    lastBytes = bytes;
  }

  @Override
  public int lastBytesRead() {
    return lastBytes;
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    attemptedBytes = bytes;
  }

  @Override
  public int attemptedBytesRead() {
    return attemptedBytes;
  }

  /// One read per turn: what comes next may have to be read as a descriptor.
  @Override
  public boolean continueReading() {
    return false;
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
    return false;
  }

  @Override
  public void readComplete() {}
}

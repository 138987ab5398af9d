package io.berth.demo.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Somebody who takes all space of a file system, again and again, until it is closed.
final class Filler implements AutoCloseable {

  private static final long EVERY_MILLIS = 5;
  private static final int LARGE_BYTES = 65_536;
  private static final long END_SECONDS = 10;

  private final Path file;
  private final FileChannel channel;
  private final ScheduledExecutorService thread;

  private Filler(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("filler").factory());
  }

  /// @param folder of the file system; full when this returns
  static Filler start(Path folder) throws IOException {
    Path file = folder.resolve("others");
    Filler filler =
        new Filler(
            file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND));
    filler.fill();
    var _ =
        filler.thread.scheduleWithFixedDelay(
            filler::fill, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return filler;
  }

  /// How much it has taken.
  long bytes() throws IOException {
    return channel.size();
  }

  private void fill() {
    for (int bytes = LARGE_BYTES; bytes > 0; ) {
      try {
        // A write takes what there is and fails when there is nothing.
        channel.write(ByteBuffer.allocate(bytes));
      } catch (IOException _) {
        bytes /= 16;
      }
    }
  }

  /// Gives all of it back.
  @Override
  public void close() throws IOException {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the filler of " + file + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channel.close();
    Files.deleteIfExists(file);
  }
}

package io.berth.cni;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Reads with a time-out, which streams do not have: each read runs on a daemon thread, which is
/// left behind when the time has passed.
final class JvmStdin {

  private final InputStream input;

  JvmStdin(InputStream input) {
    this.input = input;
  }

  int read(byte[] into, int offset, int count, int timeoutMillis) throws IOException {
    byte[] buffer = new byte[count];
    CompletableFuture<Integer> read = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                read.complete(input.read(buffer));
              } catch (IOException failure) {
                read.completeExceptionally(failure);
              }
            },
            "stdin");
    reader.setDaemon(true);
    reader.start();
    try {
      int done = Math.max(0, read.get(timeoutMillis, TimeUnit.MILLISECONDS));
      System.arraycopy(buffer, 0, into, offset, done);
      return done;
    } catch (TimeoutException late) {
      return Host.TIMED_OUT;
    } catch (ExecutionException failed) {
      @Nullable Throwable cause = failed.getCause();
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }
}

package io.berth.ipamd.server;

import io.berth.wire.Limits;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The descriptors that came with one request. Owns them: each is closed once, by [#close()] or, if
/// it comes later, at once.
///
/// One hole is Netty's: of a message with two descriptors, where the protocol has one each, its
/// native code takes none and closes none. Only the allowed uid can send that.
final class Descriptors {

  private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

  private final FileDescriptor[] received = new FileDescriptor[Limits.DESCRIPTORS];
  private int count;
  private boolean closed;

  /// Takes one more; what is too much or too late is closed.
  void add(FileDescriptor descriptor) {
    if (closed || count == received.length) {
      close(descriptor);
    } else {
      received[count++] = descriptor;
    }
  }

  int count() {
    return count;
  }

  /// The number of the first or second, or -1 when it did not come.
  int number(int index) {
    return index < count && !closed ? received[index].intValue() : -1;
  }

  /// Closes all; further calls do nothing.
  void close() {
    if (!closed) {
      closed = true;
      for (int i = 0; i < count; i++) {
        close(received[i]);
      }
    }
  }

  private static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      // Linux has released the number even when close reports an error.
      LOG.atDebug().setCause(e).addKeyValue("descriptor", descriptor).log("close failed");
    }
  }
}

package io.berth.ipamd.server;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process holds open, as the kernel lists it.
final class OpenFiles {

  private static final Path LIST = Path.of("/proc/self/fd");

  private OpenFiles() {}

  /// How many descriptors refer to the same pipe as `end` does.
  static long ofPipe(FileDescriptor end) throws IOException {
    String pipe = Files.readSymbolicLink(LIST.resolve(String.valueOf(end.intValue()))).toString();
    return count(pipe);
  }

  /// How many sockets are open.
  static long sockets() throws IOException {
    return count("socket:");
  }

  /// Whether the descriptor with this number refers to the same pipe as `end` does.
  static boolean isSamePipe(int number, FileDescriptor end) throws IOException {
    return Files.readSymbolicLink(LIST.resolve(String.valueOf(number)))
        .equals(Files.readSymbolicLink(LIST.resolve(String.valueOf(end.intValue()))));
  }

  private static long count(String prefix) throws IOException {
    try (Stream<Path> descriptors = Files.list(LIST)) {
      return descriptors.map(OpenFiles::target).filter(t -> t.startsWith(prefix)).count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

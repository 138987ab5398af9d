package io.berth.ipamd.server;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The socket's name in the file system. Binding creates a socket with the mode that the umask
/// leaves, so it is bound inside a private folder, given its mode, and renamed into place: nobody
/// ever sees it with another mode, and a stale socket of an earlier process is replaced in one
/// step.
final class SocketFile {

  /// `sun_path` of Linux has 108 bytes with the closing zero.
  private static final int MAX_PATH_BYTES = 107;

  private final Path socket;
  private final Path privateFolder;
  private @Nullable Object identity;

  private SocketFile(Path socket, Path privateFolder) {
    this.socket = socket;
    this.privateFolder = privateFolder;
  }

  /// Makes the folder, mode 0700, unless it is there.
  ///
  /// @throws IOException when the name cannot be used: too long, taken by something else than a
  ///   socket, or by a daemon that answers
  static SocketFile prepare(Path socket) throws IOException {
    Path absolute = socket.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent(), "a socket is not a root folder");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    refuseWhatIsTaken(absolute);
    SocketFile file = new SocketFile(absolute, Files.createTempDirectory(folder, ".b"));
    int bytes = file.bindPath().toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      file.abandon();
      throw new IOException(
          "socket '"
              + absolute
              + "' cannot be bound: its folder's name is "
              + (bytes - MAX_PATH_BYTES)
              + " bytes too long for Linux; choose a shorter one");
    }
    return file;
  }

  private static void refuseWhatIsTaken(Path socket) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!attributes.isOther()) {
      throw new IOException(
          "'" + socket + "' exists and is not a socket; move it away or choose another name");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      // Nobody listens: what an earlier process left behind.
      return;
    }
    throw new IOException("another daemon serves on '" + socket + "'; stop it first");
  }

  /// Where to bind.
  Path bindPath() {
    return privateFolder.resolve("s");
  }

  /// Gives the bound socket its mode, 0600, and its name.
  void publish() throws IOException {
    Path bound = bindPath();
    Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
    identity = fileKey(bound);
    Files.move(bound, socket, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(privateFolder);
  }

  /// Removes what [#prepare] made, when binding failed.
  void abandon() throws IOException {
    Files.deleteIfExists(bindPath());
    Files.deleteIfExists(privateFolder);
  }

  /// Removes the name, unless it is a successor's by now.
  void remove() throws IOException {
    try {
      if (identity != null && identity.equals(fileKey(socket))) {
        Files.deleteIfExists(socket);
      }
    } catch (NoSuchFileException e) {
      // Gone already.
      identity = null;
    }
  }

  /// Device and inode.
  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}

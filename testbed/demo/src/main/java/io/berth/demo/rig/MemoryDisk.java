package io.berth.demo.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A file system in memory of a fixed size, as a folder.
final class MemoryDisk {

  private static final long LIMIT_SECONDS = 10;

  private MemoryDisk() {}

  /// @param folder an empty one
  /// @return the folder
  static Path mount(Path folder, int mibibytes) throws IOException, InterruptedException {
    run(
        List.of(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "mode=0700,size=" + mibibytes + "m",
            "berth-demo",
            folder.toString()));
    return folder;
  }

  /// Ends it with all that is in it.
  static void unmount(Path folder) throws IOException, InterruptedException {
    run(List.of("umount", folder.toString()));
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said.strip());
    }
  }
}

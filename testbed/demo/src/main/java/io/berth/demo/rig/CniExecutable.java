package io.berth.demo.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the CNI executable as a container runtime does: variables in the environment, configuration
/// on stdin, result on stdout. Safe for any thread; the process starts in the network namespace of
/// the calling thread, which stands for the node's.
///
/// @param program the executable
/// @param socket of the node's daemon
/// @param spool where the executable leaves a DEL when there is no daemon
public record CniExecutable(Path program, Path socket, Path spool) {

  /// The network of every pod.
  public static final String NETWORK = "berth";

  /// Longer than the daemon lets any request wait; a runtime would kill it then, too.
  private static final long TIMEOUT_SECONDS = 60;

  private static final String CONFIGURATION =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"" + NETWORK + "\",\"type\":\"berth-cni\"%s}";

  public CniAnswer add(Pod pod) throws IOException, InterruptedException {
    return add(pod, Duration.ZERO);
  }

  /// @param killAfter when to end the executable with SIGKILL; zero for never
  public CniAnswer add(Pod pod, Duration killAfter) throws IOException, InterruptedException {
    return run("ADD", pod, CONFIGURATION.formatted(""), killAfter);
  }

  /// @param previousResult what ADD answered, or empty when that is not known
  public CniAnswer check(Pod pod, String previousResult) throws IOException, InterruptedException {
    return run("CHECK", pod, withPrevious(previousResult), Duration.ZERO);
  }

  /// @param previousResult what ADD answered, or empty when that is not known
  public CniAnswer delete(Pod pod, String previousResult) throws IOException, InterruptedException {
    return delete(pod, previousResult, Duration.ZERO);
  }

  /// @param previousResult what ADD answered, or empty when that is not known
  /// @param killAfter when to end the executable with SIGKILL; zero for never
  public CniAnswer delete(Pod pod, String previousResult, Duration killAfter)
      throws IOException, InterruptedException {
    return run("DEL", pod, withPrevious(previousResult), killAfter);
  }

  private static String withPrevious(String result) {
    return CONFIGURATION.formatted(result.isEmpty() ? "" : ",\"prevResult\":" + result);
  }

  private CniAnswer run(String command, Pod pod, String stdin, Duration killAfter)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", pod.container());
    environment.put("CNI_NETNS", pod.namespace().toString());
    environment.put("CNI_IFNAME", Pod.INTERFACE);
    environment.put("CNI_ARGS", pod.arguments());
    environment.put("CNI_PATH", String.valueOf(program.getParent()));
    environment.put("BERTH_SOCKET", socket.toString());
    environment.put("BERTH_SPOOL", spool.toString());
    long start = System.nanoTime();
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It may answer without reading, and then the pipe is broken; what it said tells why.
    }
    if (killAfter.isPositive() && !process.waitFor(killAfter)) {
      // By its handle, since Process would close the streams that are read below.
      process.toHandle().destroyForcibly();
    }
    // An answer is far smaller than a pipe, so neither stream can block the other.
    String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String stderr = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " took more than " + TIMEOUT_SECONDS + " s");
    }
    return new CniAnswer(process.exitValue(), stdout, stderr, System.nanoTime() - start);
  }
}

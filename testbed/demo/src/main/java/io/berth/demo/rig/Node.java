package io.berth.demo.rig;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A node of the testbed with its daemon. For one thread, but for [#callers] and what they use.
public final class Node {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration SERVING_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration CONNECT_EVERY = Duration.ofMillis(2);

  private final String name;
  private final NodePlace place;
  private final Dist dist;
  private final Path folder;
  private final Map<String, String> settings;
  private final Cleanup cleanup;
  private final ExecutorService callers;
  private Path state;
  private @Nullable Child daemon;

  /// @param name for people, such as `node-1`
  /// @param folder for the daemon's socket, journal, spool and log
  /// @param settings the daemon's environment beyond what it needs to find its node
  /// @param callersAtOnce how many pods its runtime sets up at the same time
  public Node(
      String name,
      NodePlace place,
      Dist dist,
      Path folder,
      Map<String, String> settings,
      int callersAtOnce,
      Cleanup cleanup) {
    this.name = name;
    this.place = place;
    this.dist = dist;
    this.folder = folder;
    this.state = folder;
    this.settings = Map.copyOf(settings);
    this.cleanup = cleanup;
    this.callers =
        Executors.newFixedThreadPool(
            callersAtOnce,
            Namespaces.threadFactory(
                place.namespace(), Thread.ofPlatform().daemon().name(name + "-runtime-", 0)));
  }

  public String name() {
    return name;
  }

  public NodePlace place() {
    return place;
  }

  /// The daemon's folder: `ipamd.sock`, `journal`, `spool`, `ipamd.log`.
  public Path folder() {
    return folder;
  }

  public Path socket() {
    return state.resolve("ipamd.sock");
  }

  /// Where the executable leaves a DEL when there is no daemon.
  public Path spool() {
    return state.resolve("spool");
  }

  public Path log() {
    return folder.resolve("ipamd.log");
  }

  /// Gives socket, journal and spool a small file system of their own. Before the daemon is
  /// started.
  ///
  /// @return where it is mounted
  public Path mountState(int mibibytes) throws IOException, InterruptedException {
    Path mount = Files.createDirectories(folder.resolve("state"));
    state =
        cleanup.make(
            "the mount " + mount, () -> MemoryDisk.mount(mount, mibibytes), MemoryDisk::unmount);
    return state;
  }

  /// Threads inside the node's network namespace; what they start is started there.
  public ExecutorService callers() {
    return callers;
  }

  public CniExecutable cni() {
    return new CniExecutable(dist.cni(), socket(), spool());
  }

  public Berthctl control() {
    return new Berthctl(dist.control(), socket());
  }

  /// Starts the daemon inside the node's namespace; returns before it serves.
  public void startDaemon() throws IOException, InterruptedException {
    startDaemon("");
  }

  /// The same with further flags for its Java, in one text.
  public void startDaemon(String javaFlags) throws IOException, InterruptedException {
    Map<String, String> environment = environment();
    if (!javaFlags.isEmpty()) {
      environment.put("BERTH_JAVA_OPTS", javaFlags);
    }
    Files.createDirectories(folder);
    daemon =
        cleanup.make(
            "the daemon of " + name,
            () ->
                Namespaces.call(
                    place.namespace(),
                    () ->
                        Child.start(
                            "the daemon of " + name,
                            List.of(dist.daemon().toString()),
                            environment,
                            log(),
                            log())),
            child -> child.stop(STOP_LIMIT));
  }

  /// Waits until the daemon answers and says that it is ready.
  ///
  /// @return nanoseconds that it took
  /// @throws IOException when it ends or does not get there
  public long awaitServing() throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean serving = Await.until(SERVING_LIMIT, LOOK_EVERY, this::serves);
    if (!serving) {
      throw new IOException(
          "the daemon of " + name + " did not serve within " + SERVING_LIMIT.toSeconds() + " s");
    }
    return System.nanoTime() - start;
  }

  /// Waits until the daemon accepts connections, which it does once it serves.
  ///
  /// @return nanoseconds that it took
  /// @throws IOException when it ends or does not get there
  public long awaitListening() throws IOException, InterruptedException {
    long start = System.nanoTime();
    boolean listening =
        Await.until(
            SERVING_LIMIT,
            CONNECT_EVERY,
            () -> {
              runningDaemon().requireAlive();
              return listens();
            });
    if (!listening) {
      throw new IOException(
          "the daemon of " + name + " did not listen within " + SERVING_LIMIT.toSeconds() + " s");
    }
    return System.nanoTime() - start;
  }

  /// Ends the daemon with SIGKILL, as a crash would.
  public void killDaemon() throws InterruptedException {
    runningDaemon().kill();
  }

  /// Stops the daemon with SIGTERM, as an upgrade does.
  ///
  /// @return whether it stopped by itself in time
  public boolean stopDaemon() throws InterruptedException {
    return stopDaemon(STOP_LIMIT);
  }

  /// The same with another limit.
  public boolean stopDaemon(Duration limit) throws InterruptedException {
    return runningDaemon().stop(limit);
  }

  public Child runningDaemon() {
    if (daemon == null) {
      throw new IllegalStateException("the daemon of " + name + " was never started");
    }
    return daemon;
  }

  private boolean serves() throws IOException, InterruptedException {
    runningDaemon().requireAlive();
    try {
      // A connection costs nothing; berthctl is a JVM.
      return listens() && control().pool().ready();
    } catch (IOException _) {
      // Stopped between the two; the limit decides when that is too long.
      return false;
    }
  }

  private boolean listens() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket()));
    } catch (IOException _) {
      return false;
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putAll(Child.plainEnvironment());
    environment.put("BERTH_SOCKET", socket().toString());
    environment.put("BERTH_JOURNAL", state.resolve("journal").toString());
    environment.put("BERTH_SPOOL", spool().toString());
    environment.put("AWS_ENDPOINT_URL_EC2", place.ec2().toString());
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", place.metadata().toString());
    environment.put("AWS_ACCESS_KEY_ID", "demo");
    environment.put("AWS_SECRET_ACCESS_KEY", "demo");
    return environment;
  }
}

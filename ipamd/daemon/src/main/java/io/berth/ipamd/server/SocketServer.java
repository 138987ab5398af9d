package io.berth.ipamd.server;

import io.berth.ipamd.cni.CniHandler;
import io.berth.ipamd.defect.Defects;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the Unix socket. Its one thread, `io`, exists from construction to [#close(long)] and
/// owns everything behind the handlers too: they are called on it, and whoever has to tell them
/// something posts to [#executor()].
///
/// [#start], [#stopAccepting()] and [#close(long)] are for one thread, which is not `io`.
public final class SocketServer {

  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

  /// Clients that the kernel lets wait while all places are taken.
  private static final int BACKLOG = 512;

  private final int allowedUid;
  private final ServerLimits limits;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Admission admission;
  private final LargeFrames requests;
  private final LargeFrames answers;
  private final Set<Connection> connections = new HashSet<>();
  private @Nullable SocketFile file;
  private @Nullable Channel listener;

  /// Starts the thread.
  ///
  /// @param allowedUid whose connections are served; 0 in production
  public SocketServer(int allowedUid, ServerLimits limits) {
    this.allowedUid = allowedUid;
    this.limits = limits;
    ThreadFactory thread = task -> new FastThreadLocalThread(task, "io");
    this.group = new MultiThreadIoEventLoopGroup(1, thread, EpollIoHandler.newFactory());
    this.loop = group.next();
    this.admission = new Admission(limits.maxConnections());
    this.requests = new LargeFrames(limits.maxLargeBytes());
    this.answers = new LargeFrames(limits.maxLargeBytes());
  }

  /// Runs tasks on the `io` thread, in order.
  public Executor executor() {
    return task -> loop.execute(Defects.guarded(task));
  }

  /// Begins to serve.
  ///
  /// @param socket its name; a folder that is missing is made
  /// @throws IOException with a sentence when the socket cannot be made
  public void start(Path socket, CniHandler cni, ControlHandler control) throws IOException {
    SocketFile prepared = SocketFile.prepare(socket);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channelFactory(EpollServerDomainSocketChannel::new)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel channel) {
                    accept(channel, cni, control);
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    Defects.stop(cause);
                  }
                });
    ChannelFuture binding =
        bootstrap
            .bind(new DomainSocketAddress(prepared.bindPath().toFile()))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      prepared.abandon();
      Throwable cause = binding.cause();
      throw new IOException(
          "socket '" + socket + "' cannot be bound: " + cause.getMessage(), cause);
    }
    Channel bound = binding.channel();
    // Before the name is published: no connection can have come yet.
    loop.submit(() -> admission.listen(bound)).syncUninterruptibly();
    listener = bound;
    file = prepared;
    prepared.publish();
    LOG.atInfo().addKeyValue("socket", socket).log("serving");
  }

  private void accept(EpollDomainSocketChannel channel, CniHandler cni, ControlHandler control) {
    int uid = peerUid(channel);
    if (uid != allowedUid || !admission.enter()) {
      LOG.atWarn()
          .addKeyValue("uid", uid)
          .addKeyValue("allowedUid", allowedUid)
          .log("connection refused");
      Connection.close(channel);
      return;
    }
    Connection connection =
        new Connection(channel, cni, control, limits, admission, requests, answers);
    connections.add(connection);
    channel.closeFuture().addListener(_ -> connections.remove(connection));
    connection.start();
  }

  /// The caller's uid, or -1 when the kernel does not tell.
  private static int peerUid(EpollDomainSocketChannel channel) {
    try {
      return channel.peerCredentials().uid();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("no credentials");
      return -1;
    }
  }

  /// Takes the socket away; requests that run go on. Does nothing when not started.
  public void stopAccepting() {
    Channel open = listener;
    listener = null;
    if (open != null) {
      open.close().syncUninterruptibly();
    }
    SocketFile made = file;
    file = null;
    if (made != null) {
      try {
        made.remove();
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("the socket's name could not be removed");
      }
    }
  }

  /// Stops accepting, lets running requests end, closes everything and ends the thread.
  ///
  /// @param graceMillis how long running requests have
  public void close(long graceMillis) {
    stopAccepting();
    CountDownLatch empty = new CountDownLatch(1);
    executor()
        .execute(() -> {
          closeConnections(false);
          admission.whenEmpty(empty::countDown);
        });
    boolean drained = false;
    try {
      drained = empty.await(graceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!drained) {
      LOG.atWarn().addKeyValue("graceMillis", graceMillis).log("requests were cut off");
      loop.submit(() -> closeConnections(true)).syncUninterruptibly();
    }
    group.shutdownGracefully(0, graceMillis, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  private void closeConnections(boolean servingToo) {
    for (Connection connection : Set.copyOf(connections)) {
      if (servingToo || !connection.isServing()) {
        connection.close();
      }
    }
  }
}

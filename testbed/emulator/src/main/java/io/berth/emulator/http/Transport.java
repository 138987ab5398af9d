package io.berth.emulator.http;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/// One event loop for everything: epoll where its native library loads, the JDK's selector
/// elsewhere.
public final class Transport implements AutoCloseable {

  private final EventLoopGroup group;
  private final Class<? extends ServerChannel> serverChannel;

  private Transport(EventLoopGroup group, Class<? extends ServerChannel> serverChannel) {
    this.group = group;
    this.serverChannel = serverChannel;
  }

  /// @param threadName name of the one thread
  public static Transport open(String threadName) {
    DefaultThreadFactory threads = new DefaultThreadFactory(threadName, true);
    return Epoll.isAvailable()
        ? new Transport(
            new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory()),
            EpollServerSocketChannel.class)
        : new Transport(
            new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory()),
            NioServerSocketChannel.class);
  }

  public EventLoop loop() {
    return group.next();
  }

  EventLoopGroup group() {
    return group;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  boolean isEpoll() {
    return serverChannel == EpollServerSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

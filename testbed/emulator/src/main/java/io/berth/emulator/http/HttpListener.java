package io.berth.emulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/// A listening socket that answers HTTP/1.1.
public final class HttpListener implements AutoCloseable {

  /// Largest request body: far above any request of the EC2 API.
  private static final int MAX_BODY_BYTES = 1 << 20;

  /// `IPPROTO_IP` and `IP_TTL` of Linux: the time to live of what the socket sends.
  private static final IntegerUnixChannelOption IP_TTL =
      new IntegerUnixChannelOption("IP_TTL", 0, 2);

  private final Channel listening;
  private final ChannelGroup connections;

  private HttpListener(Channel listening, ChannelGroup connections) {
    this.listening = listening;
    this.connections = connections;
  }

  /// How a listener treats its callers.
  ///
  /// @param accepts whether a peer is served; others' connections are closed without an answer
  /// @param hopLimit time to live of every packet sent, 1 to 255; 0 for the system's default
  public record Manners(Predicate<InetSocketAddress> accepts, int hopLimit) {
    public static final Manners OPEN = new Manners(_ -> true, 0);
  }

  /// Opens the socket on the calling thread, so it lies in that thread's network namespace, and
  /// serves it on the transport's loop.
  ///
  /// @throws IOException when the address cannot be bound
  public static HttpListener open(
      Transport transport, InetSocketAddress address, Manners manners, HttpService service)
      throws IOException {
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(transport.group())
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (channel.remoteAddress() instanceof InetSocketAddress peer
                        && manners.accepts().test(peer)) {
                      connections.add(channel);
                      addHandlers(channel, service);
                    } else {
                      var _ = channel.close();
                    }
                  }
                });
    if (manners.hopLimit() > 0 && transport.isEpoll()) {
      // The listening socket too: it sends the SYN-ACK.
      bootstrap.option(IP_TTL, manners.hopLimit()).childOption(IP_TTL, manners.hopLimit());
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address, bound.cause());
    }
    return new HttpListener(bound.channel(), connections);
  }

  private static void addHandlers(Channel channel, HttpService service) {
    channel
        .pipeline()
        .addLast(new HttpServerCodec())
        .addLast(new HttpServerKeepAliveHandler())
        .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
        .addLast(new FlowControlHandler())
        .addLast(new HttpConnection(service));
  }

  /// The address it listens on.
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}

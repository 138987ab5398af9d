package io.berth.emulator.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: takes the next request only when the last is answered, so that answers keep
/// their order however long each takes.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private final HttpService service;

  HttpConnection(HttpService service) {
    this.service = service;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Channel channel = context.channel();
    if (request.decoderResult().isFailure()) {
      send(channel, HttpAnswer.text(400, "malformed HTTP"));
      return;
    }
    HttpCall call;
    try {
      call = call(channel, request);
    } catch (IllegalArgumentException e) {
      send(channel, HttpAnswer.text(400, "malformed path: " + e.getMessage()));
      return;
    }
    channel.config().setAutoRead(false);
    try {
      service.serve(call, answer -> send(channel, answer));
    } catch (RuntimeException e) {
      LOG.atError()
          .setMessage("a request was not answered because of a defect")
          .addKeyValue("method", call.method())
          .addKeyValue("path", call.path())
          .setCause(e)
          .log();
      send(channel, HttpAnswer.text(500, "defect of the testbed: " + e));
    }
  }

  private static HttpCall call(Channel channel, FullHttpRequest request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(h -> headers.putIfAbsent(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
    return new HttpCall(
        (InetSocketAddress) channel.remoteAddress(),
        request.method().name(),
        uri.path(),
        uri.rawQuery(),
        headers,
        request.content().toString(StandardCharsets.UTF_8));
  }

  private static void send(Channel channel, HttpAnswer answer) {
    if (answer.equals(HttpAnswer.NONE)) {
      var _ = channel.close();
      return;
    }
    ByteBuf body = ByteBufUtil.writeUtf8(channel.alloc(), answer.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    answer.headers().forEach((name, value) -> response.headers().set(name, value));
    channel.writeAndFlush(response).addListener(_ -> channel.config().setAutoRead(true));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.atWarn().setMessage("connection closed").setCause(cause).log();
    }
    var _ = context.close();
  }
}

package io.berth.ipamd.server;

import io.berth.ipam.model.Lease;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniError;
import io.berth.ipamd.cni.CniErrorCode;
import io.berth.ipamd.cni.CniHandler;
import io.berth.ipamd.cni.CniVersion;
import io.berth.ipamd.defect.Defects;
import io.berth.wire.CniRequest;
import io.berth.wire.ControlRequest;
import io.berth.wire.DecodeFailure;
import io.berth.wire.Decoded;
import io.berth.wire.Frame;
import io.berth.wire.FrameHeader;
import io.berth.wire.Kind;
import io.berth.wire.Limits;
import io.berth.wire.Message;
import io.berth.wire.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: reads one request, has it served, writes one reply, closes. All on the event
/// loop.
///
/// The descriptors stay open until the answer, even when the client goes before that: the work that
/// uses them cannot be stopped, and a number that was closed under it could by then belong to
/// another pod. The place in [Admission] is held as long as either the channel or the work lives.
///
/// A client that shuts down its sending side counts as gone; the executable never does.
final class Connection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private enum Stage {
    HEADER,
    DESCRIPTORS,
    PAYLOAD,
    SERVING,
    REPLYING
  }

  private final EpollDomainSocketChannel channel;
  private final CniHandler cni;
  private final ControlHandler control;
  private final ServerLimits limits;
  private final Admission admission;
  private final LargeFrames requests;
  private final LargeFrames answers;
  private final ExactReads reads = new ExactReads(Limits.HEADER_BYTES);
  private final Descriptors descriptors = new Descriptors();
  private Stage stage = Stage.HEADER;
  private Inbox inbox = new Inbox(Limits.HEADER_BYTES);
  private @Nullable FrameHeader header;
  private LargeFrames.@Nullable Claim request;
  private LargeFrames.@Nullable Claim answer;
  private @Nullable Future<?> deadline;
  private boolean left;

  Connection(
      EpollDomainSocketChannel channel,
      CniHandler cni,
      ControlHandler control,
      ServerLimits limits,
      Admission admission,
      LargeFrames requests,
      LargeFrames answers) {
    this.channel = channel;
    this.cni = cni;
    this.control = control;
    this.limits = limits;
    this.admission = admission;
    this.requests = requests;
    this.answers = answers;
  }

  /// Begins to read; a place must have been taken.
  void start() {
    channel.config().setRecvByteBufAllocator(reads);
    channel.pipeline().addLast(this);
    closeAfter(limits.headerDeadlineMillis(), "header");
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof FileDescriptor descriptor) {
      descriptorReceived(descriptor);
      return;
    }
    try {
      bytesReceived((ByteBuf) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void bytesReceived(ByteBuf bytes) {
    switch (stage) {
      case HEADER -> {
        inbox.append(bytes);
        if (inbox.missingBytes() == 0) {
          headerReceived(inbox.whole());
        } else {
          reads.want(inbox.missingBytes());
        }
      }
      case PAYLOAD -> {
        inbox.append(bytes);
        payloadAwaited();
      }
      case DESCRIPTORS, SERVING -> refuse("bytes where none belong");
      case REPLYING -> {
        // The rest of a frame that was answered before its end.
      }
    }
  }

  private void headerReceived(byte[] bytes) {
    switch (FrameHeader.decode(bytes)) {
      case Decoded.Malformed<FrameHeader>(DecodeFailure.UnsupportedVersion unsupported) ->
          reply(
              unsupported.requestId(),
              failure(CniErrorCode.TRY_AGAIN_LATER, unsupported.message()).reply(),
              null);
      case Decoded.Malformed<FrameHeader>(DecodeFailure failure) -> refuse(failure.message());
      case Decoded.Value<FrameHeader>(FrameHeader decoded) -> {
        if (decoded.kind() == Kind.REPLY) {
          refuse("a reply where a request belongs");
          return;
        }
        header = decoded;
        closeAfter(limits.requestDeadlineMillis(), "request");
        inbox = new Inbox(decoded.payloadBytes());
        if (decoded.descriptors() > 0) {
          stage = Stage.DESCRIPTORS;
          channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
        } else {
          payloadBegins();
        }
      }
    }
  }

  private void descriptorReceived(FileDescriptor descriptor) {
    descriptors.add(descriptor);
    if (stage == Stage.DESCRIPTORS && descriptors.count() == Limits.DESCRIPTORS) {
      channel.config().setReadMode(DomainSocketReadMode.BYTES);
      payloadBegins();
    }
  }

  /// A large payload stays in the kernel until there is room for it; the client's deadline runs.
  private void payloadBegins() {
    stage = Stage.PAYLOAD;
    request = requests.claim(inbox.missingBytes(), this::payloadAdmitted);
    if (request.isHeld()) {
      payloadAwaited();
    } else {
      channel.config().setAutoRead(false);
    }
  }

  private void payloadAdmitted() {
    channel.config().setAutoRead(true);
    payloadAwaited();
  }

  private void payloadAwaited() {
    if (inbox.missingBytes() > 0) {
      reads.want(inbox.missingBytes());
      return;
    }
    cancelDeadline();
    stage = Stage.SERVING;
    // Reading goes on, because that is how the end of the client shows.
    reads.want(1);
    FrameHeader complete = header;
    if (complete == null) {
      throw new IllegalStateException("a payload without a header");
    }
    byte[] payload = inbox.whole();
    inbox = new Inbox(0);
    serve(complete, payload);
    // What the handlers keep of a request is what they have found valid, and short.
    end(request);
  }

  private static void end(LargeFrames.@Nullable Claim claim) {
    if (claim != null) {
      claim.end();
    }
  }

  private void serve(FrameHeader complete, byte[] payload) {
    switch (Message.decode(complete, payload)) {
      case Decoded.Malformed<Message>(DecodeFailure failure) ->
          reply(
              complete.requestId(),
              complete.kind() == Kind.CONTROL_REQUEST
                  ? new Reply(1, "", failure.message())
                  : failure(CniErrorCode.DECODING_FAILURE, failure.message()).reply(),
              null);
      case Decoded.Value<Message>(CniRequest request) -> serve(complete.requestId(), request);
      case Decoded.Value<Message>(ControlRequest request) -> answer(complete.requestId(), request);
      case Decoded.Value<Message>(Reply _) -> refuse("a reply where a request belongs");
    }
  }

  private void serve(int requestId, CniRequest request) {
    cni.serve(
        request,
        descriptors.number(0),
        descriptors.number(1),
        answer -> onLoop(() -> answered(requestId, answer)));
  }

  private void answer(int requestId, ControlRequest request) {
    control.answer(request, reply -> onLoop(() -> answered(requestId, new CniAnswer(reply, null))));
  }

  private void onLoop(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      channel.eventLoop().execute(Defects.guarded(action));
    }
  }

  private void answered(int requestId, CniAnswer answer) {
    if (stage != Stage.SERVING) {
      throw new IllegalStateException("a call was answered twice, now with " + answer);
    }
    reply(requestId, answer.reply(), answer.added());
  }

  /// Ends the work and writes its answer.
  ///
  /// @param added what an ADD made, to be undone if the answer cannot be delivered
  private void reply(int requestId, Reply reply, @Nullable Lease added) {
    cancelDeadline();
    stage = Stage.REPLYING;
    descriptors.close();
    if (!channel.isActive()) {
      undeliverable(added);
      leave();
      return;
    }
    byte[] frame = Frame.encode(requestId, reply);
    if (frame == null) {
      frame = Frame.encode(requestId, new Reply(1, "", "the answer is too large for one frame"));
    }
    if (frame != null && added == null && !answers.hasRoom(frame.length)) {
      frame =
          Frame.encode(
              requestId,
              new Reply(1, "", "too many large answers wait for their readers; ask again"));
    }
    if (frame == null) {
      throw new IllegalStateException("a sentence is too large for a frame");
    }
    answer = answers.claim(frame.length, () -> {});
    ChannelFuture written = channel.writeAndFlush(Unpooled.wrappedBuffer(frame));
    if (!written.isDone()) {
      closeAfter(limits.replyDeadlineMillis(), "reply");
    }
    written.addListener(future -> Defects.guarded(() -> written(future.isSuccess(), added)).run());
  }

  private void written(boolean whole, @Nullable Lease added) {
    if (!whole) {
      undeliverable(added);
    } else if (added != null) {
      cni.delivered(added);
    }
    close(channel);
  }

  private void undeliverable(@Nullable Lease added) {
    if (added != null) {
      LOG.atWarn().addKeyValue("lease", added).log("client is gone before its ADD was answered");
      channel.eventLoop().execute(Defects.guarded(() -> cni.undeliverable(added)));
    }
  }

  private static CniAnswer failure(CniErrorCode code, String message) {
    return CniAnswer.failure(new CniError(CniVersion.NEWEST, code, message, ""));
  }

  private void refuse(String why) {
    LOG.atWarn().addKeyValue("stage", stage).addKeyValue("reason", why).log("connection refused");
    close(channel);
  }

  private void closeAfter(long millis, String what) {
    cancelDeadline();
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  LOG.atWarn()
                      .addKeyValue("waitedFor", what)
                      .addKeyValue("millis", millis)
                      .log("client is too slow, connection closed");
                  close(channel);
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /// True while work runs whose answer is still to come.
  boolean isServing() {
    return stage == Stage.SERVING || stage == Stage.REPLYING;
  }

  void close() {
    close(channel);
  }

  /// Closes a channel without waiting; the kernel does that whatever its buffers hold.
  @SuppressWarnings("FutureReturnValueIgnored") // A close that fails leaves nothing to be done.
  static void close(Channel channel) {
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancelDeadline();
    end(request);
    end(answer);
    if (stage != Stage.SERVING) {
      descriptors.close();
      leave();
    }
  }

  /// Gives the place back, once: a channel that closes tells so in a later turn than an answer that
  /// finds it closed.
  private void leave() {
    if (!left) {
      left = true;
      admission.leave();
    }
  }

  /// A peer can break a connection, which is an [IOException]; anything else is a defect, which
  /// Netty would log and carry on from.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.atDebug().setCause(cause).log("connection broke");
    } else {
      Defects.stop(cause);
    }
    close(context.channel());
  }
}

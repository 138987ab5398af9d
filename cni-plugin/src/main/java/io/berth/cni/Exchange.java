package io.berth.cni;

import io.berth.wire.DecodeFailure;
import io.berth.wire.Decoded;
import io.berth.wire.FrameHeader;
import io.berth.wire.FrameWriter;
import io.berth.wire.Kind;
import io.berth.wire.Limits;
import io.berth.wire.PayloadReader;
import io.berth.wire.Tag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Asks the daemon and prints what it answers.
final class Exchange {

  /// The reply has been printed.
  static final int ANSWERED = 0;

  /// There was no connection: no daemon is there.
  static final int ABSENT = 1;

  /// There is a daemon, but no reply that can be printed: it accepts no connection, does not answer
  /// in time, or answers what is not understood.
  static final int SILENT = 2;

  /// The connection ended before the reply was whole, as it does when a daemon dies. What was asked
  /// for may have been done.
  static final int LOST = 3;

  private final Host host;
  private final byte[] socket;
  private final byte[] spool;
  private byte[] reply = new byte[Bounds.EXPECTED_REPLY_BYTES];
  private int received;
  private int exitCode;
  private byte[] reason = new byte[0];
  private int state = ABSENT;

  Exchange(Host host, byte[] socket, byte[] spool) {
    this.host = host;
    this.socket = socket;
    this.spool = spool;
  }

  byte[] spool() {
    return spool;
  }

  /// The exit code that the reply asks for.
  int exitCode() {
    return exitCode;
  }

  /// After anything but [#ANSWERED]: one sentence that names the socket and what went wrong.
  byte[] reason() {
    return reason;
  }

  /// The file whose modification time is that of the last contact: the spool's name with an ending.
  byte[] stamp() {
    return new ByteText().raw(spool).ascii(".last-contact").toBytes();
  }

  /// @return [#ANSWERED], [#ABSENT], [#SILENT] or [#LOST]
  int run(FrameWriter frame, boolean descriptors, int replyMillis) {
    int connected = host.connect(socket, Bounds.CONNECT_MILLIS);
    if (connected == Host.TIMED_OUT) {
      reason = subject("accepts no connection on ").ascii(": its backlog is full").toBytes();
      return SILENT;
    }
    if (connected < 0) {
      reason = subject("cannot be reached on ").ascii(": ").raw(host.problem()).toBytes();
      return ABSENT;
    }
    long deadline = host.nowMillis() + replyMillis;
    int sent = host.send(frame.array(), frame.end(), descriptors, replyMillis);
    if (sent == Host.TIMED_OUT) {
      return silent(sent, replyMillis);
    }
    // Otherwise there may be an answer even if sending failed: a daemon that refuses a frame may
    // answer and close before it has read all of it.
    FrameHeader header = receiveHeader(deadline, replyMillis);
    if (header == null) {
      return state;
    }
    int size = Limits.HEADER_BYTES + header.payloadBytes();
    if (size > reply.length) {
      reply = Arrays.copyOf(reply, size);
    }
    return receive(size, deadline, replyMillis) ? print(header.payloadBytes()) : state;
  }

  private @Nullable FrameHeader receiveHeader(long deadline, int replyMillis) {
    received = 0;
    if (!receive(Limits.HEADER_BYTES, deadline, replyMillis)) {
      return null;
    }
    Decoded<FrameHeader> decoded = FrameHeader.decode(reply);
    if (decoded instanceof Decoded.Malformed<FrameHeader> malformed) {
      misunderstood(malformed.failure());
      return null;
    }
    FrameHeader header = ((Decoded.Value<FrameHeader>) decoded).value();
    if (header.kind() != Kind.REPLY) {
      misunderstood(new DecodeFailure.UnexpectedKind(header.kind().code()));
      return null;
    }
    return header;
  }

  /// Receives until `wanted` bytes are there.
  private boolean receive(int wanted, long deadline, int replyMillis) {
    while (received < wanted) {
      int left = (int) Math.max(0, deadline - host.nowMillis());
      int count = host.receive(reply, received, reply.length - received, left);
      if (count <= 0) {
        silent(count, replyMillis);
        return false;
      }
      received += count;
    }
    return true;
  }

  private int print(int payloadBytes) {
    PayloadReader fields = new PayloadReader(reply, Limits.HEADER_BYTES, payloadBytes);
    DecodeFailure failure = fields.failure();
    if (failure == null) {
      failure = fields.numberFailure(Tag.EXIT_CODE);
    }
    if (failure != null) {
      return misunderstood(failure);
    }
    int code = fields.number(Tag.EXIT_CODE);
    // The system keeps the low eight bits; a failure must not become a success there.
    exitCode = code != 0 && (code & 0xff) == 0 ? 1 : code & 0xff;
    print(1, fields, Tag.STDOUT);
    print(2, fields, Tag.STDERR);
    host.touch(stamp());
    return ANSWERED;
  }

  private void print(int stream, PayloadReader fields, int tag) {
    if (fields.length(tag) > 0) {
      host.write(stream, reply, fields.offset(tag), fields.length(tag));
    }
  }

  private int silent(int result, int replyMillis) {
    if (result == Host.TIMED_OUT) {
      reason =
          subject("did not answer on ")
              .ascii(" within ")
              .number(replyMillis / 1000)
              .ascii(" s")
              .toBytes();
      state = SILENT;
      return state;
    }
    if (result == Host.FAILED) {
      reason = subject("broke the connection on ").ascii(": ").raw(host.problem()).toBytes();
    } else {
      reason = subject("closed the connection on ").ascii(" before it answered").toBytes();
    }
    state = LOST;
    return state;
  }

  private int misunderstood(DecodeFailure failure) {
    reason =
        subject("sent an answer that is not understood on ")
            .ascii(": ")
            .ascii(failure.message())
            .toBytes();
    state = SILENT;
    return state;
  }

  private ByteText subject(String predicate) {
    return new ByteText().ascii("berth-ipamd ").ascii(predicate).raw(socket);
  }
}

package io.berth.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// One attempt at reading a list of objects, or a single object, out of the kernel: a pure state
/// machine that is fed datagrams until [#state] is no longer [State#READING].
///
/// @param <T> the objects
final class Dump<T> {
  /// A bound against a reply without end; two orders of magnitude above the largest node's tables.
  static final int MAX_OBJECTS = 1 << 20;

  /// How far the attempt has come.
  enum State {
    /// More is to come.
    READING,
    /// All objects are here.
    COMPLETE,
    /// All that was sent is here, but the kernel's list changed meanwhile: it may lack or repeat
    /// objects.
    INTERRUPTED,
    /// There is no list.
    FAILED
  }

  private final int sequence;
  private final int type;
  private final ObjectDecoder.Decoder<T> decoder;
  private final List<T> objects = new ArrayList<>();
  private boolean interrupted;
  private State state = State.READING;
  private Acknowledgement verdict = new Acknowledgement(0, "");

  /// @param sequence the number of the request
  /// @param type the type of the messages that describe objects
  Dump(int sequence, int type, ObjectDecoder.Decoder<T> decoder) {
    this.sequence = sequence;
    this.type = type;
    this.decoder = decoder;
  }

  State state() {
    return state;
  }

  /// Why there is no list, once failed.
  Acknowledgement verdict() {
    return verdict;
  }

  List<T> objects() {
    return List.copyOf(objects);
  }

  /// Takes in one datagram. Messages that do not answer this request are skipped.
  void accept(ByteBuffer datagram) {
    try {
      while (state == State.READING && datagram.hasRemaining()) {
        Message message = Message.next(datagram);
        if (message.sequence() == sequence) {
          accept(message);
        }
      }
    } catch (MalformedMessageException e) {
      fail(Errno.EBADMSG, "the reply cannot be read: " + e.getMessage());
    }
  }

  /// Ends the attempt without a list.
  void fail(int errno, String why) {
    state = State.FAILED;
    verdict = new Acknowledgement(errno, why);
  }

  private void accept(Message message) throws MalformedMessageException {
    interrupted |= (message.flags() & Rtnetlink.NLM_F_DUMP_INTR) != 0;
    if (message.type() == Rtnetlink.NLMSG_DONE || message.type() == Rtnetlink.NLMSG_ERROR) {
      // Kernels before 4.20 end a dump without a code.
      boolean bare = message.type() == Rtnetlink.NLMSG_DONE && message.payload().limit() == 0;
      Acknowledgement end = bare ? new Acknowledgement(0, "") : Acknowledgement.decode(message);
      if (end.errno() != 0) {
        fail(end.errno(), end.extendedAck());
      } else {
        state = interrupted ? State.INTERRUPTED : State.COMPLETE;
      }
      return;
    }
    if (message.type() != type) {
      return;
    }
    if (objects.size() == MAX_OBJECTS) {
      fail(Errno.EMSGSIZE, "more than " + MAX_OBJECTS + " objects");
      return;
    }
    T object = decoder.decode(message);
    if (object != null) {
      objects.add(object);
    }
  }
}

package io.berth.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A `NETLINK_ROUTE` socket: it changes and lists links, addresses, routes, rules and neighbours of
/// the network namespace in which it was opened, whichever thread or process uses it.
///
/// What the kernel refuses comes back as a value. Not safe for use by several threads at once; any
/// one thread at a time may use it. Calls block in native code, so threads should be platform
/// threads.
///
/// ```java
/// try (NetlinkSocket netlink = NetlinkSocket.open()) {
///   List<Outcome> outcomes = netlink.execute(List.of(
///       new Request.ChangeLink(LinkReference.of("lo"), LinkAttributes.none().withUp(true)),
///       new Request.AddRoute(Route.to(NetPrefix.parse("10.0.0.0/8")).withLink(1), Request.Mode.CREATE)));
/// }
/// ```
public final class NetlinkSocket implements AutoCloseable {
  /// How long a receive waits for the kernel. It answers from within the send, or after the grace
  /// periods of a deletion (tens of milliseconds); longer waits come only from a contended kernel
  /// lock.
  public static final long RECEIVE_TIMEOUT_MILLIS = 5_000;

  /// Requests in one send. Longer lists go in several: the acknowledgements of one send, under 1
  /// KiB of kernel memory each, must fit the receive buffer's default of 208 KiB, or the kernel
  /// drops some.
  public static final int MAX_REQUESTS_PER_SEND = 128;

  /// How often a dump is begun again when the kernel says that its list changed while it was read.
  /// Each attempt is a complete reading; after the last the answer is refused rather than wrong.
  public static final int MAX_DUMP_ATTEMPTS = 10;

  private static final int NETLINK_ROUTE = 0;

  private static final int CLOSED = -1;

  private final boolean owned;
  private int descriptor;
  private int nextSequence = 1;

  private NetlinkSocket(int descriptor, boolean owned) {
    this.descriptor = descriptor;
    this.owned = owned;
  }

  /// Opens a socket in the calling thread's network namespace.
  ///
  /// @throws SystemCallException when the kernel refuses, such as `EMFILE`
  public static NetlinkSocket open() throws SystemCallException {
    return configured(NetlinkDescriptors.open(NETLINK_ROUTE), true);
  }

  /// Takes over a descriptor that somebody else opened, usually in another namespace and passed
  /// over a Unix socket. From here on it belongs to this object, which closes it; also when this
  /// method throws.
  ///
  /// @throws SystemCallException when it is no `NETLINK_ROUTE` socket
  public static NetlinkSocket adopt(int descriptor) throws SystemCallException {
    return received(descriptor, true);
  }

  /// As [#adopt], but the descriptor stays the caller's: closing this object, or a failure of this
  /// method, leaves it open.
  ///
  /// @throws SystemCallException when it is no `NETLINK_ROUTE` socket
  public static NetlinkSocket borrow(int descriptor) throws SystemCallException {
    return received(descriptor, false);
  }

  private static NetlinkSocket received(int descriptor, boolean owned) throws SystemCallException {
    int domain = SystemCalls.getSocketOption(descriptor, SystemCalls.SO_DOMAIN);
    int protocol =
        domain < 0 ? domain : SystemCalls.getSocketOption(descriptor, SystemCalls.SO_PROTOCOL);
    if (domain != SystemCalls.AF_NETLINK || protocol != NETLINK_ROUTE) {
      if (owned) {
        SystemCalls.close(descriptor);
      }
      String what = "use descriptor " + descriptor + " as a NETLINK_ROUTE socket";
      throw protocol < 0
          ? SystemCallException.of(-protocol, what)
          : new SystemCallException(
              Errno.EINVAL,
              "cannot " + what + ": it is a socket of family " + domain + ", protocol " + protocol);
    }
    return configured(descriptor, owned);
  }

  /// Performs the requests in order, in one system call for each [#MAX_REQUESTS_PER_SEND] of them.
  /// A request that fails does *not* keep the following ones from being performed: the kernel goes
  /// on, and the outcomes tell. So what names a link by an index chosen for it belongs in a later
  /// call than its creation, or it may hit another link that has that index already.
  ///
  /// @return one outcome for each request, in their order
  public List<Outcome> execute(List<? extends Request> requests) {
    requireOpen();
    List<Outcome> outcomes = new ArrayList<>(requests.size());
    while (outcomes.size() < requests.size()) {
      outcomes.addAll(executeSome(requests.subList(outcomes.size(), requests.size())));
    }
    return List.copyOf(outcomes);
  }

  /// Performs one request.
  public Outcome execute(Request request) {
    return execute(List.of(request)).getFirst();
  }

  /// All links.
  public Answer<List<Link>> links() {
    return list(Query.links());
  }

  /// The links of one kind, such as `veth`; the kernel sends no others.
  public Answer<List<Link>> linksOfKind(String kind) {
    return list(Query.linksOfKind(kind));
  }

  /// One link; refused with `ENODEV` when there is none.
  public Answer<Link> link(LinkReference link) {
    Query<Link> query = Query.link(link);
    return switch (list(query)) {
      case Answer.Refused<List<Link>>(Outcome.Failed failure) -> new Answer.Refused<>(failure);
      case Answer.Found<List<Link>>(List<Link> links) ->
          links.isEmpty()
              ? new Answer.Refused<>(new Outcome.Failed(Errno.ENODEV, "", query.words()))
              : new Answer.Found<>(links.getFirst());
    };
  }

  /// The addresses of all links.
  public Answer<List<InterfaceAddress>> addresses(NetAddress.Family family) {
    return list(Query.addresses(family, 0));
  }

  /// The addresses of one link.
  public Answer<List<InterfaceAddress>> addresses(NetAddress.Family family, int linkIndex) {
    return list(Query.addresses(family, linkIndex));
  }

  /// The routes of all tables, the `local` table included.
  public Answer<List<Route>> routes(NetAddress.Family family) {
    return list(Query.routes(family, 0));
  }

  /// The routes of one table; none when the table does not exist. The kernel sends no others.
  ///
  /// @param table the number of the table, an unsigned int, not 0
  public Answer<List<Route>> routes(NetAddress.Family family, int table) {
    Answer<List<Route>> answer = list(Query.routes(family, table));
    // Tables exist while they hold routes; the kernel refuses to list one that does not.
    return answer instanceof Answer.Refused<List<Route>>(Outcome.Failed failure)
            && failure.errno() == Errno.ENOENT
        ? new Answer.Found<>(List.of())
        : answer;
  }

  /// The rules of policy routing, in their order.
  public Answer<List<Rule>> rules(NetAddress.Family family) {
    return list(Query.rules(family));
  }

  /// The neighbours on one link.
  ///
  /// @param linkIndex a link, or 0 for all
  public Answer<List<Neighbour>> neighbours(NetAddress.Family family, int linkIndex) {
    return list(Query.neighbours(family, linkIndex));
  }

  /// The open descriptor, for passing it to another process. It stays this object's.
  public int descriptor() {
    requireOpen();
    return descriptor;
  }

  /// The namespace that this socket works on, newly opened: the caller closes it.
  ///
  /// @throws SystemCallException `EPERM` without CAP_NET_ADMIN over that namespace
  public NetworkNamespace namespace() throws SystemCallException {
    requireOpen();
    int namespace = SystemCalls.ioctl(descriptor, SystemCalls.SIOCGSKNS);
    if (namespace < 0) {
      throw SystemCallException.of(
          -namespace, "open the namespace of netlink socket " + descriptor);
    }
    return NetworkNamespace.adopt(namespace);
  }

  /// Closes the descriptor unless it is borrowed; a second call does nothing.
  @Override
  public void close() {
    if (descriptor != CLOSED && owned) {
      SystemCalls.close(descriptor);
    }
    descriptor = CLOSED;
  }

  private static NetlinkSocket configured(int descriptor, boolean owned)
      throws SystemCallException {
    NetlinkDescriptors.configure(descriptor, owned);
    return new NetlinkSocket(descriptor, owned);
  }

  private List<Outcome> executeSome(List<? extends Request> requests) {
    NativeBuffers.Messages buffers = NativeBuffers.mine().messages();
    ByteBuffer out = buffers.emptySendBuffer();
    int first = nextSequence;
    int count = 0;
    int whole = 0;
    try {
      while (count < Math.min(requests.size(), MAX_REQUESTS_PER_SEND)) {
        RequestEncoder.encode(requests.get(count), first + count, out);
        whole = out.position();
        count++;
      }
    } catch (BufferOverflowException e) {
      if (count == 0) {
        throw new IllegalArgumentException(
            "the request does not fit a send: " + requests.getFirst().words(), e);
      }
      out.position(whole);
    }
    nextSequence += count;
    Batch batch = new Batch(requests.subList(0, count), first);
    long sent = buffers.send(descriptor);
    if (sent < 0) {
      batch.failRest((int) -sent, "the request could not be sent");
    }
    while (!batch.complete()) {
      long length = buffers.receive(descriptor);
      if (length < 0) {
        batch.failRest(NetlinkDescriptors.receiveError(length), "no acknowledgement came");
      } else {
        batch.accept(buffers.received(length));
      }
    }
    return batch.outcomes();
  }

  private <T> Answer<List<T>> list(Query<T> query) {
    requireOpen();
    return retrying(query.words(), () -> attempt(query));
  }

  /// Reads until an attempt was not interrupted, [#MAX_DUMP_ATTEMPTS] times at most.
  static <T> Answer<List<T>> retrying(String words, Supplier<Dump<T>> attempt) {
    for (int i = 0; i < MAX_DUMP_ATTEMPTS; i++) {
      Dump<T> dump = attempt.get();
      switch (dump.state()) {
        case COMPLETE -> {
          return new Answer.Found<>(dump.objects());
        }
        case FAILED -> {
          return new Answer.Refused<>(
              new Outcome.Failed(dump.verdict().errno(), dump.verdict().extendedAck(), words));
        }
        case INTERRUPTED -> {}
        case READING -> throw new IllegalStateException("the attempt has not ended");
      }
    }
    String why = "the list changed during each of " + MAX_DUMP_ATTEMPTS + " readings";
    return new Answer.Refused<>(new Outcome.Failed(Errno.EAGAIN, why, words));
  }

  private <T> Dump<T> attempt(Query<T> query) {
    NativeBuffers.Messages buffers = NativeBuffers.mine().messages();
    int sequence = nextSequence++;
    query.encode(sequence, buffers.emptySendBuffer());
    Dump<T> dump = new Dump<>(sequence, query.replyType(), query.decoder());
    long sent = buffers.send(descriptor);
    if (sent < 0) {
      dump.fail((int) -sent, "the request could not be sent");
    }
    while (dump.state() == Dump.State.READING) {
      long length = buffers.receive(descriptor);
      if (length < 0) {
        dump.fail(NetlinkDescriptors.receiveError(length), "no answer came");
      } else {
        dump.accept(buffers.received(length));
      }
    }
    return dump;
  }

  private void requireOpen() {
    if (descriptor == CLOSED) {
      throw new IllegalStateException("the netlink socket is closed");
    }
  }
}

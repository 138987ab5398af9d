package io.berth.netlink;

/// The kernel's verdict on a request, from an `NLMSG_ERROR` or the end of a dump.
///
/// @param errno the error number, 0 for success
/// @param extendedAck the kernel's explanation, empty when there is none
record Acknowledgement(int errno, String extendedAck) {

  static Acknowledgement decode(Message message) throws MalformedMessageException {
    if (message.payload().limit() < 4) {
      throw new MalformedMessageException(
          "an acknowledgement of " + message.payload().limit() + " bytes");
    }
    int errno = -message.u32(0);
    if (errno < 0) {
      throw new MalformedMessageException("an acknowledgement with the positive code " + -errno);
    }
    return new Acknowledgement(errno, explanation(message));
  }

  private static String explanation(Message message) throws MalformedMessageException {
    if ((message.flags() & Rtnetlink.NLM_F_ACK_TLVS) == 0) {
      return "";
    }
    int from = 4;
    if (message.type() == Rtnetlink.NLMSG_ERROR) {
      from += Rtnetlink.HEADER_BYTES;
      if (message.payload().limit() < from) {
        throw new MalformedMessageException("an acknowledgement without the header of its request");
      }
      if ((message.flags() & Rtnetlink.NLM_F_CAPPED) == 0) {
        long requestBytes = Integer.toUnsignedLong(message.u32(4));
        if (requestBytes < Rtnetlink.HEADER_BYTES || requestBytes > message.payload().limit() - 4) {
          throw new MalformedMessageException(
              "an acknowledgement of a request of " + requestBytes + " bytes");
        }
        from = 4 + Rtnetlink.align((int) requestBytes);
      }
    }
    if (from > message.payload().limit()) {
      return "";
    }
    Attributes attributes = new Attributes(message.payload(), from, message.payload().limit());
    while (attributes.next()) {
      if (attributes.type() == Rtnetlink.NLMSGERR_ATTR_MSG) {
        return attributes.text();
      }
    }
    return "";
  }
}

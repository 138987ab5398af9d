package io.berth.ipamd.cni;

import io.berth.ipam.model.LeaseKey;
import io.berth.wire.Reply;
import org.jspecify.annotations.Nullable;

/// What a call is answered.
///
/// @param reply what the executable prints and returns
/// @param added the attachment that a successful ADD made, null for every other answer
public record CniAnswer(Reply reply, @Nullable LeaseKey added) {

  private static final int FAILED = 1;

  static CniAnswer success(String stdout) {
    return new CniAnswer(new Reply(0, stdout, ""), null);
  }

  /// An answer with an error object.
  public static CniAnswer failure(CniError error) {
    return new CniAnswer(new Reply(FAILED, CniResults.error(error), ""), null);
  }
}

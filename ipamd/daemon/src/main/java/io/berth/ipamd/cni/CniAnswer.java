package io.berth.ipamd.cni;

import io.berth.ipam.model.Lease;
import io.berth.wire.Reply;
import org.jspecify.annotations.Nullable;

/// What a call is answered.
///
/// @param reply what the executable prints and returns
/// @param added the lease that a successful ADD made, null for every other answer; whoever delivers
///   the answer then calls [CniHandler#delivered] or [CniHandler#undeliverable], once
public record CniAnswer(Reply reply, @Nullable Lease added) {

  private static final int FAILED = 1;

  static CniAnswer success(String stdout) {
    return new CniAnswer(new Reply(0, stdout, ""), null);
  }

  /// An answer with an error object.
  public static CniAnswer failure(CniError error) {
    return new CniAnswer(new Reply(FAILED, CniResults.error(error), ""), null);
  }
}

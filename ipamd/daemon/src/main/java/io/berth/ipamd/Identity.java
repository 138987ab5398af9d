package io.berth.ipamd;

import io.berth.ipam.model.NodeIdentity;
import io.berth.ipamd.imds.IdentityReader;
import io.berth.ipamd.imds.IdentityReading;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who the node is: from the journal, which needs nobody, else from the metadata service,
/// asked until it answers. Blocks the starting thread.
final class Identity {

  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  /// Between two attempts: the metadata service is local, and nothing can be served before.
  private static final long RETRY_MILLIS = 1_000;

  private final IdentityReader reader;
  private final CountDownLatch stopping;

  /// @param stopping reaches zero when the process is to end
  Identity(IdentityReader reader, CountDownLatch stopping) {
    this.reader = reader;
    this.stopping = stopping;
  }

  /// The identity, or `null` when the process is to end before it is known.
  @Nullable NodeIdentity find(@Nullable NodeIdentity remembered) throws InterruptedException {
    if (remembered != null) {
      return remembered;
    }
    while (true) {
      switch (reader.read()) {
        case IdentityReading.Known(NodeIdentity identity) -> {
          return identity;
        }
        case IdentityReading.Unknown(String sentence) ->
            LOG.atWarn()
                .addKeyValue("problem", sentence)
                .addKeyValue("retryMillis", RETRY_MILLIS)
                .log("who this node is cannot be found out yet");
      }
      if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        return null;
      }
    }
  }
}

package io.berth.ipamd.imds;

import io.berth.ipam.port.Cloud;
import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudOutcome;
import io.berth.ipam.port.CloudRequest;
import io.berth.ipam.port.EniSeen;
import java.util.function.Consumer;

/// Stands in for EC2 where the node may not call it (`ENABLE_IMDS_ONLY_MODE`): what is attached is
/// read from the metadata service, and everything else is refused. Each request runs on a virtual
/// thread of its own; the metadata service is asked by one at a time.
public final class MetadataCloud implements Cloud {

  private final MetadataEnis enis;
  private final Object oneAtATime = new Object();

  /// @param manageUntagged whether ENIs besides the primary may be used; the service knows no tags
  public MetadataCloud(MetadataClient client, boolean manageUntagged) {
    this.enis = new MetadataEnis(new MetadataValues(client::get), manageUntagged);
  }

  @Override
  public void submit(CloudRequest request, Consumer<CloudOutcome> replyTo) {
    if (request instanceof CloudRequest.DescribeEnis) {
      Thread.ofVirtual().name("imds-enis").start(() -> replyTo.accept(read()));
    } else {
      replyTo.accept(
          new CloudOutcome.Failed(
              new CloudFailure(
                  CloudFailure.Kind.REJECTED,
                  "MetadataOnly",
                  "ENABLE_IMDS_ONLY_MODE=true keeps the daemon from calling EC2")));
    }
  }

  private CloudOutcome read() {
    synchronized (oneAtATime) {
      try {
        return new CloudOutcome.Enis(
            enis.read().stream().map(eni -> new EniSeen(eni, null)).toList());
      } catch (MetadataValues.UnknownException e) {
        return new CloudOutcome.Failed(
            new CloudFailure(CloudFailure.Kind.UNAVAILABLE, "Metadata", e.sentence()));
      }
    }
  }
}

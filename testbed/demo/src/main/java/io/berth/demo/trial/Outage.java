package io.berth.demo.trial;

import io.berth.demo.rig.Testbed;
import io.berth.demo.rig.Testbed.Service;
import java.io.IOException;

/// What of AWS is gone, and how that looks to whoever calls it.
enum Outage {
  EC2_BREAKS("EC2 breaks every connection", Service.BREAKS, Service.ANSWERS),
  EC2_SILENT("EC2 is silent", Service.SILENT, Service.ANSWERS),
  METADATA_BREAKS("the metadata service fails", Service.ANSWERS, Service.BREAKS),
  METADATA_SILENT("the metadata service is silent", Service.ANSWERS, Service.SILENT),
  BOTH_BREAK("EC2 and the metadata service fail", Service.BREAKS, Service.BREAKS),
  EC2_SILENT_METADATA_BREAKS(
      "EC2 is silent and the metadata service fails", Service.SILENT, Service.BREAKS),
  EC2_BREAKS_METADATA_SILENT(
      "EC2 breaks connections and the metadata service is silent", Service.BREAKS, Service.SILENT),
  BOTH_SILENT("EC2 and the metadata service are silent", Service.SILENT, Service.SILENT);

  private final String words;
  private final Service ec2;
  private final Service metadata;

  Outage(String words, Service ec2, Service metadata) {
    this.words = words;
    this.ec2 = ec2;
    this.metadata = metadata;
  }

  String words() {
    return words;
  }

  /// Whether EC2 is gone.
  boolean ofEc2() {
    return ec2 != Service.ANSWERS;
  }

  void begin(Testbed testbed) throws IOException, InterruptedException {
    testbed.setEc2(ec2);
    testbed.setMetadata(metadata);
  }

  static void end(Testbed testbed) throws IOException, InterruptedException {
    testbed.setEc2(Service.ANSWERS);
    testbed.setMetadata(Service.ANSWERS);
  }
}

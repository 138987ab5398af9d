package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.InstanceId;
import java.util.Locale;

/// How an ENI hangs on an instance.
///
/// @param id the attachment's id
/// @param instance whose it is
/// @param deviceIndex 0 for the primary ENI; unique among the ENIs of one card of one instance
/// @param cardIndex the network card
/// @param status how far it is
/// @param attachedAtMillis when attaching began, milliseconds of the model's clock
/// @param deleteOnTermination whether the ENI goes with the instance
public record Attachment(
    AttachmentId id,
    InstanceId instance,
    int deviceIndex,
    int cardIndex,
    Status status,
    long attachedAtMillis,
    boolean deleteOnTermination) {

  /// EC2's `attachment.status`; a detached ENI has no attachment at all.
  public enum Status {
    ATTACHING,
    ATTACHED,
    DETACHING;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean isPrimary() {
    return deviceIndex == 0 && cardIndex == 0;
  }

  Attachment withStatus(Status newStatus) {
    return new Attachment(
        id, instance, deviceIndex, cardIndex, newStatus, attachedAtMillis, deleteOnTermination);
  }

  Attachment withDeleteOnTermination(boolean delete) {
    return new Attachment(id, instance, deviceIndex, cardIndex, status, attachedAtMillis, delete);
  }
}

package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of attaching and detaching. An attachment counts against the limits from the moment
/// attaching begins until detaching has ended.
final class AttachmentCommands {

  /// The highest device index that EC2 takes is not documented; no type has more ENIs than this.
  private static final int MAX_DEVICE_INDEX = 127;

  private final VpcState state;
  private final Ids ids;

  AttachmentCommands(VpcState state, Ids ids) {
    this.state = state;
    this.ids = ids;
  }

  static Outcome.Failure attachmentNotFound(AttachmentId id) {
    return ApiErrors.refuse(
        "InvalidAttachmentID.NotFound", "The attachment ID '" + id + "' does not exist");
  }

  Outcome attach(Command.AttachInterface command, long nowMillis) {
    NetworkInterface eni = state.networkInterface(command.eni());
    if (eni == null) {
      return ApiErrors.interfaceNotFound(command.eni());
    }
    Instance instance = state.instance(command.instance());
    if (instance == null) {
      return ApiErrors.instanceNotFound(command.instance());
    }
    Outcome.@Nullable Failure refusal = check(eni, instance, command);
    if (refusal != null) {
      return refusal;
    }
    AttachmentId id = new AttachmentId(ids.next("eni-attach"));
    state.put(
        eni.withAttachment(
            new Attachment(
                id,
                instance.id(),
                command.deviceIndex(),
                command.cardIndex(),
                Attachment.Status.ATTACHING,
                nowMillis,
                false)));
    return new Outcome.AttachBegun(id, command.cardIndex());
  }

  private Outcome.@Nullable Failure check(
      NetworkInterface eni, Instance instance, Command.AttachInterface command) {
    InstanceLimits limits = instance.limits();
    if (!instance.running()) {
      return ApiErrors.refuse(
          "IncorrectInstanceState", "Instance '" + instance.id() + "' is not running");
    }
    if (eni.attachment() != null) {
      return ApiErrors.refuse(
          "InvalidNetworkInterface.InUse", "Interface: [" + eni.id() + "] in use.");
    }
    if (!eni.zone().equals(instance.zone())) {
      return ApiErrors.combination(
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
    int card = command.cardIndex();
    if (card < 0 || card >= limits.enisPerCard().size()) {
      return ApiErrors.invalid(
          "Network card index " + card + " does not exist on " + limits.instanceType());
    }
    if (command.deviceIndex() < 0 || command.deviceIndex() > MAX_DEVICE_INDEX) {
      return ApiErrors.invalid("Invalid device index: " + command.deviceIndex());
    }
    return checkRoom(eni, instance, command);
  }

  private Outcome.@Nullable Failure checkRoom(
      NetworkInterface eni, Instance instance, Command.AttachInterface command) {
    InstanceLimits limits = instance.limits();
    List<Attachment> onCard = onCard(instance.id(), command.cardIndex());
    if (onCard.stream().anyMatch(other -> other.deviceIndex() == command.deviceIndex())) {
      return ApiErrors.invalid(
          "Instance '"
              + instance.id()
              + "' already has an interface attached at device index '"
              + command.deviceIndex()
              + "'.");
    }
    if (onCard.size() >= limits.enisPerCard().get(command.cardIndex())) {
      return ApiErrors.refuse(
          "AttachmentLimitExceeded",
          "Interface count "
              + (onCard.size() + 1)
              + " exceeds the limit for "
              + limits.instanceType());
    }
    if (eni.slots() > limits.ipv4PerEni()) {
      return ApiErrors.slotsExceeded();
    }
    return eni.prefixes().isEmpty() || limits.supportsPrefixes()
        ? null
        : ApiErrors.invalid(
            "Prefix delegation is not supported for instance type " + limits.instanceType());
  }

  private List<Attachment> onCard(InstanceId instance, int card) {
    return state.interfacesOf(instance).stream()
        .<Attachment>mapMulti((eni, sink) -> {
          Attachment attachment = eni.attachment();
          if (attachment != null && attachment.cardIndex() == card) {
            sink.accept(attachment);
          }
        })
        .toList();
  }

  Outcome detach(AttachmentId id) {
    NetworkInterface eni = state.attached(id);
    Attachment attachment = eni == null ? null : eni.attachment();
    if (eni == null || attachment == null) {
      return attachmentNotFound(id);
    }
    if (attachment.isPrimary()) {
      return ApiErrors.refuse(
          "OperationNotPermitted",
          "The network interface at device index 0 and networkCard index 0 cannot be detached.");
    }
    return switch (attachment.status()) {
      case ATTACHED -> {
        state.put(eni.withAttachment(attachment.withStatus(Attachment.Status.DETACHING)));
        yield new Outcome.Done();
      }
      case ATTACHING, DETACHING ->
          ApiErrors.refuse(
              "IncorrectState",
              "The attachment '" + id + "' is " + attachment.status().wireName() + ".");
    };
  }

  void attachDone(EniId id, AttachmentId attachmentId) {
    NetworkInterface eni = state.networkInterface(id);
    Attachment attachment = eni == null ? null : eni.attachment();
    if (eni != null
        && attachment != null
        && attachment.id().equals(attachmentId)
        && attachment.status() == Attachment.Status.ATTACHING) {
      state.put(eni.withAttachment(attachment.withStatus(Attachment.Status.ATTACHED)));
    }
  }

  void detachDone(EniId id, AttachmentId attachmentId) {
    NetworkInterface eni = state.networkInterface(id);
    Attachment attachment = eni == null ? null : eni.attachment();
    if (eni != null && attachment != null && attachment.id().equals(attachmentId)) {
      state.put(eni.withAttachment(null));
    }
  }
}

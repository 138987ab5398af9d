package io.berth.emulator.vpc;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import java.util.List;

/// What became of a command.
public sealed interface Outcome {

  /// Refused; nothing changed.
  record Failure(ApiError error) implements Outcome {}

  /// Done; there is nothing to tell.
  record Done() implements Outcome {}

  /// Whoever asked may look; [VpcModel#seen] gives what is seen.
  ///
  /// @param lagMillis how old it is
  record Looked(long lagMillis) implements Outcome {}

  /// The caller gets no answer: the connection breaks. Whether anything changed is not to be known
  /// from this.
  record NoAnswer() implements Outcome {}

  record InterfaceCreated(NetworkInterface created) implements Outcome {}

  record AttachBegun(AttachmentId attachment, int cardIndex) implements Outcome {}

  /// Only what this call added.
  record Assigned(EniId eni, List<IpAddress> addresses, List<Cidr> prefixes) implements Outcome {
    public Assigned {
      addresses = List.copyOf(addresses);
      prefixes = List.copyOf(prefixes);
    }
  }

  /// Made, or deleted and as it was.
  record Reservation(CidrReservation reservation) implements Outcome {}

  /// @param freeAddresses left in the subnet
  record SubnetOccupied(int freeAddresses) implements Outcome {}

  record Launched(List<Instance> instances) implements Outcome {
    public Launched {
      instances = List.copyOf(instances);
    }
  }

  /// @param before the instances as they were
  record Terminated(List<Instance> before) implements Outcome {
    public Terminated {
      before = List.copyOf(before);
    }
  }

  record VpcCreated(Vpc vpc) implements Outcome {}

  record SubnetCreated(Subnet subnet) implements Outcome {}

  record GroupCreated(SecurityGroup group) implements Outcome {}

  record InstanceStarted(Instance instance) implements Outcome {}
}

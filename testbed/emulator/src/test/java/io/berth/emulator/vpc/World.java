package io.berth.emulator.vpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.SubnetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A VPC with one subnet, and shorthand for what tests do all the time. Time stands at `now` and
/// moves only by hand.
final class World {

  static final InstanceTypes TYPES = InstanceTypes.bundled();

  final List<NetworkChange> changes = new ArrayList<>();
  final VpcModel model;
  final Vpc vpc;
  final Subnet subnet;
  long now = 1_000;

  World(String subnetCidr) {
    this(VpcSettings.DEFAULT.withPolicy(AllocationPolicy.LOW_FIRST), subnetCidr);
  }

  World(VpcSettings settings, String subnetCidr) {
    model = new VpcModel(settings, TYPES, changes::add);
    vpc =
        assertInstanceOf(
                Outcome.VpcCreated.class, done(new Command.CreateVpc(Cidr.parse("10.0.0.0/16"))))
            .vpc();
    subnet = addSubnet(subnetCidr, "us-east-1a");
  }

  Subnet addSubnet(String cidr, String zone) {
    return assertInstanceOf(
            Outcome.SubnetCreated.class,
            done(new Command.CreateSubnet(vpc.id(), Cidr.parse(cidr), zone)))
        .subnet();
  }

  Outcome done(Command command) {
    return model.apply(command, now).outcome();
  }

  Instance run(String type) {
    return assertInstanceOf(
            Outcome.InstanceStarted.class,
            done(new Command.RunInstance(type, subnet.id(), List.of())))
        .instance();
  }

  NetworkInterface create(Ipv4Request ipv4) {
    return create(subnet.id(), ipv4);
  }

  NetworkInterface create(SubnetId in, Ipv4Request ipv4) {
    return assertInstanceOf(Outcome.InterfaceCreated.class, done(createCommand(in, ipv4, "")))
        .created();
  }

  Command.CreateInterface createCommand(SubnetId in, Ipv4Request ipv4, String token) {
    return new Command.CreateInterface(in, "", List.of(), ipv4, Map.of(), token);
  }

  Outcome attach(NetworkInterface eni, Instance instance, int deviceIndex) {
    return done(new Command.AttachInterface(eni.id(), instance.id(), deviceIndex, 0));
  }

  NetworkInterface primaryOf(Instance instance) {
    return model.view().interfacesOf(instance.id()).getFirst();
  }

  NetworkInterface current(EniId id) {
    return Objects.requireNonNull(model.view().networkInterface(id), () -> id + " is gone");
  }

  int free() {
    return model.view().freeAddresses(subnet.id());
  }

  static void assertRefused(String code, Outcome outcome) {
    assertEquals(code, assertInstanceOf(Outcome.Failure.class, outcome).error().code());
  }

  static void assertRefused(String code, String message, Outcome outcome) {
    assertRefused(code, outcome);
    assertEquals(message, ((Outcome.Failure) outcome).error().message());
  }
}

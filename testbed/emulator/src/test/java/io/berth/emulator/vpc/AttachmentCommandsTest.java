package io.berth.emulator.vpc;

import static io.berth.emulator.vpc.World.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Shows limits, transitions and refusals of attachments.
class AttachmentCommandsTest {

  private final World world = new World("10.0.0.0/24");

  private AttachmentId attached(NetworkInterface eni, Instance instance, int device) {
    return assertInstanceOf(Outcome.AttachBegun.class, world.attach(eni, instance, device))
        .attachment();
  }

  @Test
  void attach_beyondTheTypesEnis_isRefused() {
    Instance instance = world.run("m5.large");
    attached(world.create(Ipv4Request.NONE), instance, 1);
    attached(world.create(Ipv4Request.NONE), instance, 2);
    assertRefused(
        "AttachmentLimitExceeded",
        "Interface count 4 exceeds the limit for m5.large",
        world.attach(world.create(Ipv4Request.NONE), instance, 3));
  }

  @Test
  void attach_multiCard_countsEachCardByItself() {
    Instance instance = world.run("p4d.24xlarge");
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    assertRefused(
        "InvalidParameterValue",
        world.done(new Command.AttachInterface(eni.id(), instance.id(), 1, 4)));
    assertEquals(
        3,
        assertInstanceOf(
                Outcome.AttachBegun.class,
                world.done(new Command.AttachInterface(eni.id(), instance.id(), 0, 3)))
            .cardIndex());
    assertEquals(2, world.model.view().interfacesOf(instance.id()).size());
  }

  @Test
  void attach_wrongInputs_areRefusedByName() {
    Instance instance = world.run("m5.large");
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    NetworkInterface elsewhere =
        world.create(world.addSubnet("10.0.1.0/24", "us-east-1b").id(), Ipv4Request.NONE);
    assertRefused(
        "InvalidParameterValue",
        "Instance '" + instance.id() + "' already has an interface attached at device index '0'.",
        world.attach(eni, instance, 0));
    assertRefused("InvalidParameterCombination", world.attach(elsewhere, instance, 1));
    assertRefused(
        "InvalidNetworkInterfaceID.NotFound",
        world.done(new Command.AttachInterface(new EniId("eni-0"), instance.id(), 1, 0)));
    assertRefused(
        "InvalidInstanceID.NotFound",
        world.done(new Command.AttachInterface(eni.id(), new InstanceId("i-0"), 1, 0)));
    attached(eni, instance, 1);
    assertRefused(
        "InvalidNetworkInterface.InUse",
        "Interface: [" + eni.id() + "] in use.",
        world.attach(eni, instance, 2));
  }

  @Test
  void attach_moreAddressesThanTheTypeTakes_isRefused() {
    Instance small = world.run("t3.nano");
    assertRefused(
        "PrivateIpAddressLimitExceeded",
        world.attach(world.create(Ipv4Request.count(2)), small, 1));
  }

  @Test
  void attach_withPrefixToXen_isRefused() {
    assertRefused(
        "InvalidParameterValue",
        world.attach(world.create(Ipv4Request.prefixCount(1)), world.run("m4.large"), 1));
  }

  @Test
  void attach_realistic_isAttachedWhenAnsweredAndShownLater() {
    world.model.setLatency(LatencyProfile.REALISTIC);
    Instance instance = world.run("m5.large");
    NetworkInterface eni = world.create(Ipv4Request.count(2));
    world.changes.clear();
    Answer answer =
        world.model.apply(new Command.AttachInterface(eni.id(), instance.id(), 1, 0), world.now);
    assertEquals(world.now + 750, answer.atMillis());
    assertEquals(world.now + 750, world.model.nextEventAt());
    world.model.advance(world.now + 749);
    assertEquals("attaching", status(eni));
    assertEquals(List.of(), world.changes);
    world.model.advance(world.now + 750);
    assertEquals("attached", status(eni));
    assertEquals(
        new NetworkChange.LinkAdded(instance.id(), world.current(eni.id()), world.subnet.cidr()),
        world.changes.getFirst());
    assertEquals(1, world.model.metadata(instance.id()).size());
    world.model.advance(world.now + 750 + 5_000);
    assertEquals(2, world.model.metadata(instance.id()).size());
  }

  private String status(NetworkInterface eni) {
    Attachment attachment = world.current(eni.id()).attachment();
    return attachment == null ? "none" : attachment.status().wireName();
  }

  @Test
  void detach_takesItsTime_andCountsUntilItEnds() {
    Instance instance = world.run("t3.nano");
    NetworkInterface eni = world.create(Ipv4Request.NONE);
    AttachmentId attachment = attached(eni, instance, 1);
    world.model.setLatency(LatencyProfile.REALISTIC);
    Answer answer = world.model.apply(new Command.DetachInterface(attachment), world.now);
    assertInstanceOf(Outcome.Done.class, answer.outcome());
    assertEquals("detaching", status(eni));
    assertRefused("IncorrectState", world.done(new Command.DetachInterface(attachment)));
    assertRefused(
        "InvalidParameterValue",
        "Network interface '" + eni.id() + "' is currently in use.",
        world.done(new Command.DeleteInterface(eni.id())));
    assertRefused(
        "AttachmentLimitExceeded", world.attach(world.create(Ipv4Request.NONE), instance, 2));
    world.now = answer.atMillis() + 1_000;
    world.model.advance(world.now);
    assertNull(world.current(eni.id()).attachment());
    assertEquals(new Outcome.Done(), world.done(new Command.DeleteInterface(eni.id())));
    assertRefused(
        "InvalidNetworkInterfaceID.NotFound", world.done(new Command.DeleteInterface(eni.id())));
  }

  @Test
  void detach_primaryOrUnknown_isRefused() {
    Attachment primary = world.primaryOf(world.run("m5.large")).attachment();
    assertTrue(primary != null && primary.isPrimary());
    assertRefused(
        "OperationNotPermitted",
        "The network interface at device index 0 and networkCard index 0 cannot be detached.",
        world.done(new Command.DetachInterface(primary.id())));
    assertRefused(
        "InvalidAttachmentID.NotFound",
        world.done(new Command.DetachInterface(new AttachmentId("eni-attach-0"))));
  }

  @Test
  void terminate_deletesWhatGoesAlong_andFreesTheRest() {
    int before = world.free();
    Instance instance = world.run("m5.large");
    NetworkInterface goes = world.create(Ipv4Request.count(3));
    NetworkInterface stays = world.create(Ipv4Request.NONE);
    AttachmentId attachment = attached(goes, instance, 1);
    attached(stays, instance, 2);
    world.done(
        new Command.ModifyInterface(
            goes.id(), new Command.Modification.DeleteOnTermination(attachment, true)));
    world.done(new Command.TerminateInstance(instance.id()));
    assertNull(world.model.view().networkInterface(goes.id()));
    assertEquals("available", world.current(stays.id()).status());
    assertEquals(before - 1, world.free());
    Instance after = world.model.view().instance(instance.id());
    assertFalse(after == null || after.running());
    assertEquals(List.of(), List.copyOf(world.model.metadata(instance.id())));
    assertEquals(new NetworkChange.InstanceRemoved(instance.id()), world.changes.getLast());
    assertRefused(
        "IncorrectInstanceState", world.attach(world.create(Ipv4Request.NONE), instance, 3));
  }
}

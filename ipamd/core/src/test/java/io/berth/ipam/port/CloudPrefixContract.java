package io.berth.ipam.port;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.model.AddressKind.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Portions;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Done;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The part of [CloudContract] about prefixes.
public abstract class CloudPrefixContract extends CloudQuestions {

  @Test
  void assignedPrefixes_areOnlyTheNewOnes_alignedAndDescribed_besideSingleAddresses() {
    EniId eni = primary().id();
    List<IpAddress> singles = assign(eni, 1);
    List<Cidr> prefixes = assignPrefixes(eni, 1);

    assertEquals(1, prefixes.size());
    assertEquals(28, prefixes.getFirst().prefixLength());
    assertTrue(primary().subnetCidr().contains(prefixes.getFirst()));
    assertFalse(prefixes.getFirst().contains(primary().primary()));
    assertFalse(prefixes.getFirst().contains(singles.getFirst()));
    assertEquals(new Portions(singles, prefixes), primary().portions());
  }

  @Test
  void prefixes_fillSlotsOfTheEniAsAddressesDo() {
    EniId eni = primary().id();
    assignPrefixes(eni, 1);
    assign(eni, 8);

    assertEquals(Kind.ENI_FULL, refused(new CloudRequest.AssignAddresses(eni, SINGLE, 1)));
    assertEquals(Kind.ENI_FULL, refused(new CloudRequest.AssignAddresses(eni, PREFIX, 1)));
    assertEquals(9, primary().portions().count());
  }

  @Test
  void prefixesBeyondTheSubnetsBlocks_areRefusedAsSuch_andSingleAddressesAreStillThere() {
    EniId eni = primary().id();
    // A /26 has four aligned blocks, of which EC2 and the primary address spoil at least one.
    assertEquals(Kind.NO_PREFIX, refused(new CloudRequest.AssignAddresses(eni, PREFIX, 4)));

    assertEquals(Portions.NONE, primary().portions());
    assertEquals(1, assign(eni, 1).size());
  }

  @Test
  void unassignedPrefix_isGone_othersStay() {
    EniId eni = primary().id();
    Cidr first = assignPrefixes(eni, 1).getFirst();
    Cidr second = assignPrefixes(eni, 1).getFirst();

    expect(
        Done.class, new CloudRequest.UnassignAddresses(eni, Portions.ofPrefixes(List.of(first))));

    assertEquals(Portions.ofPrefixes(List.of(second)), primary().portions());
    assertEquals(
        Kind.NOT_FOUND,
        refused(new CloudRequest.UnassignAddresses(eni, Portions.ofPrefixes(List.of(first)))));
  }

  @Test
  void eniCreatedWithPrefixes_hasThem_attachedToo() {
    Created created =
        expect(
            Created.class,
            new CloudRequest.CreateEni(
                "t-p", subnet(), List.of(group()), PREFIX, 1, "berth", new TreeMap<>()));
    attach(created.eni(), 1);

    assertEquals(1, created.portions().prefixes().size());
    assertEquals(created.portions(), described(created.eni()).portions());
  }
}

package io.berth.ipam.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.port.SubnetSeen;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of which subnets may be used: role tag, cluster tags and the cluster's name, for the
/// primary ENI's subnet and for another.
class SubnetsTest {

  private static final SubnetId PRIMARY = new SubnetId("subnet-1");
  private static final String ROLE = Subnets.ROLE_TAG;

  @ParameterizedTest
  @CsvSource({
    // role, tags of clusters, own cluster, primary usable, other usable
    "-, -, c, true, false",
    "-, c, c, true, false",
    "-, d, c, true, false",
    "'', -, c, true, false",
    "0, -, c, false, false",
    "0, c, c, false, false",
    "1, -, c, true, true",
    "yes, -, c, true, true",
    "1, c, c, true, true",
    "1, c d, c, true, true",
    "1, d, c, false, false",
    "1, d e, c, false, false",
    "-, d, '', true, false",
    "0, -, '', false, false",
    "1, -, '', true, true",
    "1, d, '', true, true",
  })
  void table(String role, String clusters, String own, boolean primary, boolean other) {
    assertEquals(primary, isUsable(subnet("subnet-1", 10, role, clusters), own));
    assertEquals(other, isUsable(subnet("subnet-2", 10, role, clusters), own));
  }

  @Test
  void role0_excludes_alsoASubnetThatIsNotThePrimarys() {
    assertTrue(Subnets.isExcluded(subnet("subnet-1", 10, "0", "-")));
    assertFalse(Subnets.isExcluded(subnet("subnet-1", 10, "1", "d")));
    assertFalse(Subnets.isExcluded(subnet("subnet-1", 10, "-", "-")));
  }

  /// E23 of the sampled cases.
  @Test
  void e23_freeCounts5And100And20_areTriedInTheOrder100And20And5() {
    List<SubnetSeen> seen =
        List.of(
            subnet("subnet-1", 5, "1", "-"),
            subnet("subnet-2", 100, "1", "-"),
            subnet("subnet-3", 20, "1", "-"));
    assertEquals(
        List.of(100, 20, 5),
        Subnets.usable(seen, PRIMARY, "").stream().map(SubnetSeen::freeAddresses).toList());
  }

  private static boolean isUsable(SubnetSeen subnet, String cluster) {
    return !Subnets.usable(List.of(subnet), PRIMARY, cluster).isEmpty();
  }

  private static SubnetSeen subnet(String id, int free, String role, String clusters) {
    TreeMap<String, String> tags = new TreeMap<>();
    if (!role.equals("-")) {
      tags.put(ROLE, role);
    }
    if (!clusters.equals("-")) {
      Arrays.stream(clusters.split(" "))
          .forEach(cluster -> tags.put(Subnets.CLUSTER_TAG_PREFIX + cluster, "whatever"));
    }
    return new SubnetSeen(new SubnetId(id), Cidr.parse("10.0.0.0/24"), free, tags);
  }
}

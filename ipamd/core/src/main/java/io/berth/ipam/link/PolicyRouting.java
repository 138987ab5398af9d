package io.berth.ipam.link;

import io.berth.ipam.model.Cidr;
import java.util.List;

/// How packets of pods find their ENI, and whose address they carry outside the VPC.
///
/// @param layout where pods' routes and rules are
/// @param markMask the bits of packets' marks that name an ENI while a packet is routed:
///   contiguous, at least [#LEAST_MARK_BITS], apart from `connectionMark`
/// @param connectionMark the bits of connections' and packets' marks that say "by the primary ENI";
///   not 0
/// @param nodePorts whether answers to what came in by the primary ENI leave by it
/// @param sourceNat how sources of packets that leave the VPC are translated
/// @param notTranslated IPv4 blocks outside the VPC to which sources are not translated
/// @param byPrimary IPv4 blocks that every pod reaches by the main table
public record PolicyRouting(
    Layout layout,
    int markMask,
    int connectionMark,
    boolean nodePorts,
    SourceNat sourceNat,
    List<Cidr> notTranslated,
    List<Cidr> byPrimary) {

  /// Room for the 31 secondary ENIs that a card can have at most.
  public static final int LEAST_MARK_BITS = 5;

  /// The incumbent's mark, and seven bits below it that only AWS's own components claim (Cilium
  /// claims 0 to 12 and 16 to 31, portmap 13, kube-proxy 14 and 15, Calico 16 to 31).
  public static final PolicyRouting DEFAULT =
      new PolicyRouting(
          Layout.CONSTANT, 0x7f, 0x80, true, SourceNat.FULLY_RANDOM, List.of(), List.of());

  public PolicyRouting {
    notTranslated = List.copyOf(notTranslated);
    byPrimary = List.copyOf(byPrimary);
    if (!isMarkMask(markMask)) {
      throw new IllegalArgumentException(
          "0x%x is no mask of at least %d contiguous bits".formatted(markMask, LEAST_MARK_BITS));
    }
    if (connectionMark == 0 || (connectionMark & markMask) != 0) {
      throw new IllegalArgumentException(
          "connection mark 0x%x is 0 or shares bits with mask 0x%x"
              .formatted(connectionMark, markMask));
    }
  }

  /// Where pods' routes and rules are.
  public enum Layout {
    /// Routes in a table of Berth's, one rule for all pods and one for each ENI.
    CONSTANT,
    /// Routes in the main table, two rules for each pod: the incumbent's layout.
    PER_POD
  }

  /// Which source ports connections get whose source is translated.
  public enum SourceNat {
    /// Sources are not translated.
    OFF,
    /// Their own where that is free.
    KEEP_PORT,
    /// One derived from a hash of the connection.
    RANDOM,
    /// Any.
    FULLY_RANDOM
  }

  /// Whether a mask is what [#markMask] must be.
  public static boolean isMarkMask(int mask) {
    return mask != 0
        && Integer.bitCount(mask) >= LEAST_MARK_BITS
        && Integer.bitCount(mask)
            == 32 - Integer.numberOfLeadingZeros(mask) - Integer.numberOfTrailingZeros(mask);
  }

  public PolicyRouting withLayout(Layout value) {
    return new PolicyRouting(
        value, markMask, connectionMark, nodePorts, sourceNat, notTranslated, byPrimary);
  }

  public PolicyRouting withSourceNat(SourceNat value) {
    return new PolicyRouting(
        layout, markMask, connectionMark, nodePorts, value, notTranslated, byPrimary);
  }

  public PolicyRouting withNotTranslated(List<Cidr> value) {
    return new PolicyRouting(
        layout, markMask, connectionMark, nodePorts, sourceNat, value, byPrimary);
  }

  /// The mark of packets that leave by the ENI of this table; 0 for the primary ENI's, whose
  /// packets have none.
  ///
  /// @throws IllegalArgumentException when the mask has no room for the ENI
  public int mark(int routeTable) {
    if (routeTable == PodLink.MAIN_TABLE) {
      return 0;
    }
    int mark = (routeTable - 1) << Integer.numberOfTrailingZeros(markMask);
    if (routeTable < 2 || (mark & ~markMask) != 0) {
      throw new IllegalArgumentException(
          "mask 0x%x has no mark for the ENI of table %d".formatted(markMask, routeTable));
    }
    return mark;
  }
}

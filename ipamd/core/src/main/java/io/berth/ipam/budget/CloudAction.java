package io.berth.ipam.budget;

import io.berth.ipam.port.CloudRequest;

/// The kinds of call that EC2 counts apart, each with the account's token bucket in a region.
///
/// Source: Amazon EC2 developer guide, "Request throttling for the Amazon EC2 API": defaults of the
/// actions by name; AttachNetworkInterface and DetachNetworkInterface are in the general class of
/// changes. Filtered or paginated describes share one bucket.
public enum CloudAction {
  /// Filtered or paginated describes.
  DESCRIBE(100, 20, true),
  /// AssignPrivateIpAddresses.
  ASSIGN(100, 5, true),
  /// UnassignPrivateIpAddresses.
  UNASSIGN(100, 5, true),
  /// CreateNetworkInterface.
  CREATE(100, 5, true),
  /// AttachNetworkInterface.
  ATTACH(50, 5, false),
  /// ModifyNetworkInterfaceAttribute.
  MODIFY(100, 5, false),
  /// DetachNetworkInterface.
  DETACH(50, 5, true),
  /// DeleteNetworkInterface.
  DELETE(100, 5, false);

  private final int bucket;
  private final int perSecond;
  private final boolean first;

  CloudAction(int bucket, int perSecond, boolean first) {
    this.bucket = bucket;
    this.perSecond = perSecond;
    this.first = first;
  }

  /// Calls that the account may make at once.
  public int bucket() {
    return bucket;
  }

  /// Calls a second that the account may make in the long run.
  public int perSecond() {
    return perSecond;
  }

  /// Whether a chain of calls begins with it. Only such calls are spread; the rest of a chain
  /// follows at once, spread already by its first call.
  boolean beginsChain() {
    return first;
  }

  /// The bucket that a request draws from.
  public static CloudAction of(CloudRequest request) {
    return switch (request) {
      case CloudRequest.DescribeEnis _,
          CloudRequest.DescribeType _,
          CloudRequest.DescribeSubnets _,
          CloudRequest.DescribeReservations _,
          CloudRequest.DescribeAvailable _,
          CloudRequest.DescribeInstances _ ->
          DESCRIBE;
      case CloudRequest.AssignAddresses _ -> ASSIGN;
      case CloudRequest.UnassignAddresses _ -> UNASSIGN;
      case CloudRequest.CreateEni _ -> CREATE;
      case CloudRequest.AttachEni _ -> ATTACH;
      case CloudRequest.DeleteOnTermination _, CloudRequest.SetSecurityGroups _ -> MODIFY;
      case CloudRequest.DetachEni _ -> DETACH;
      case CloudRequest.DeleteEni _ -> DELETE;
    };
  }
}

package io.berth.ipam.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.model.InstanceTypes;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The fake keeps the contract, and can be told to fail.
class FakeCloudTest extends CloudContract {

  private static final InstanceLimits M5_LARGE =
      Objects.requireNonNull(InstanceTypes.bundled().find("m5.large"));

  private final FakeCloud cloud =
      new FakeCloud(instance(), M5_LARGE, subnet(), Cidr.parse("10.0.1.0/26"));

  @Override
  protected Cloud cloud() {
    return cloud;
  }

  @Override
  protected InstanceId instance() {
    return new InstanceId("i-0a");
  }

  @Override
  protected SubnetId subnet() {
    return new SubnetId("subnet-0a");
  }

  @Override
  protected SecurityGroupId group() {
    return FakeCloud.GROUPS.get(0);
  }

  @Override
  protected SecurityGroupId otherGroup() {
    return FakeCloud.GROUPS.get(1);
  }

  @Override
  protected VpcId vpc() {
    return FakeCloud.VPC;
  }

  @Override
  protected String zone() {
    return FakeCloud.ZONE;
  }

  @Test
  void failureAskedFor_hitsTheNextRequestOnly() {
    CloudFailure failure =
        new CloudFailure(CloudFailure.Kind.THROTTLED, "RequestLimitExceeded", "slow down");
    List<CloudOutcome> outcomes = new ArrayList<>();
    cloud.failNext(failure);

    cloud.submit(new CloudRequest.DescribeEnis(instance()), outcomes::add);
    cloud.submit(new CloudRequest.DescribeEnis(new InstanceId("i-0b")), outcomes::add);

    assertEquals(
        List.of(new CloudOutcome.Failed(failure), new CloudOutcome.Enis(List.of())), outcomes);
    assertEquals(2, cloud.requests().size());
  }
}

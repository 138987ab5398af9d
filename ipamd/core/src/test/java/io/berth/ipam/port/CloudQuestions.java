package io.berth.ipam.port;

import static io.berth.ipam.model.AddressKind.PREFIX;
import static io.berth.ipam.model.AddressKind.SINGLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.AttachmentId;
import io.berth.ipam.model.Cidr;
import io.berth.ipam.model.Eni;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.InstanceId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.SecurityGroupId;
import io.berth.ipam.model.SubnetId;
import io.berth.ipam.model.VpcId;
import io.berth.ipam.port.CloudFailure.Kind;
import io.berth.ipam.port.CloudOutcome.Assigned;
import io.berth.ipam.port.CloudOutcome.Attached;
import io.berth.ipam.port.CloudOutcome.AvailableEnis;
import io.berth.ipam.port.CloudOutcome.Created;
import io.berth.ipam.port.CloudOutcome.Enis;
import io.berth.ipam.port.CloudOutcome.Failed;
import io.berth.ipam.port.CloudOutcome.Subnets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the contract of a [Cloud] asks it, and where it runs: an instance of type m5.large (3 ENIs
/// of 10 addresses) in a subnet of its own with a /26 block, looked at through the port only.
public abstract class CloudQuestions {

  static final String INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id";

  /// Patience with an adapter that talks over a network; on a busy machine too.
  private static final long ANSWER_SECONDS = 60;

  /// The cloud under test.
  protected abstract Cloud cloud();

  /// The instance.
  protected abstract InstanceId instance();

  /// The subnet of its primary ENI.
  protected abstract SubnetId subnet();

  /// The VPC and the availability zone of that subnet.
  protected abstract VpcId vpc();

  protected abstract String zone();

  /// A security group of its VPC.
  protected abstract SecurityGroupId group();

  /// Another one.
  protected abstract SecurityGroupId otherGroup();

  final List<Eni> describe() {
    return expect(Enis.class, new CloudRequest.DescribeEnis(instance())).withoutTraits();
  }

  final Eni primary() {
    return describe().stream().filter(Eni::isPrimary).findFirst().orElseThrow();
  }

  final Eni described(EniId id) {
    return describe().stream().filter(eni -> eni.id().equals(id)).findFirst().orElseThrow();
  }

  final EniTraits traits(EniId id) {
    return expect(Enis.class, new CloudRequest.DescribeEnis(instance())).enis().stream()
        .filter(seen -> seen.eni().id().equals(id))
        .map(EniSeen::traits)
        .findFirst()
        .orElseThrow();
  }

  final List<SubnetSeen> subnets(VpcId vpc, String zone) {
    return expect(Subnets.class, new CloudRequest.DescribeSubnets(vpc, zone)).subnets();
  }

  final SubnetSeen theSubnet() {
    List<SubnetSeen> all = subnets(vpc(), zone());
    assertEquals(1, all.size(), all.toString());
    return all.getFirst();
  }

  final List<EniAvailable> available(VpcId vpc, Map<String, String> tags) {
    return expect(AvailableEnis.class, new CloudRequest.DescribeAvailable(vpc, new TreeMap<>(tags)))
        .enis();
  }

  final List<IpAddress> assign(EniId eni, int count) {
    return expect(Assigned.class, new CloudRequest.AssignAddresses(eni, SINGLE, count))
        .portions()
        .singles();
  }

  final List<Cidr> assignPrefixes(EniId eni, int count) {
    return expect(Assigned.class, new CloudRequest.AssignAddresses(eni, PREFIX, count))
        .portions()
        .prefixes();
  }

  final Created create(String token, int secondaries) {
    return expect(Created.class, creation(token, secondaries, Map.of()));
  }

  final CloudRequest creation(String token, int secondaries, Map<String, String> tags) {
    return new CloudRequest.CreateEni(
        token, subnet(), List.of(group()), SINGLE, secondaries, "berth", new TreeMap<>(tags));
  }

  final AttachmentId attach(EniId eni, int deviceIndex) {
    return expect(Attached.class, new CloudRequest.AttachEni(eni, instance(), deviceIndex))
        .attachment();
  }

  final Kind refused(CloudRequest request) {
    return expect(Failed.class, request).failure().kind();
  }

  final <T extends CloudOutcome> T expect(Class<T> type, CloudRequest request) {
    CompletableFuture<CloudOutcome> answer = new CompletableFuture<>();
    cloud()
        .submit(
            request, outcome -> assertTrue(answer.complete(outcome), "answered twice: " + request));
    try {
      return assertInstanceOf(type, answer.get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + request, e);
    }
  }
}

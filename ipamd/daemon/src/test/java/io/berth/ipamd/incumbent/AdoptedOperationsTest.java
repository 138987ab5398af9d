package io.berth.ipamd.incumbent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.berth.ipam.lease.AddReply;
import io.berth.ipam.lease.AddRequest;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseOperations;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.LeaseKey;
import io.berth.ipam.model.PodName;
import io.berth.ipam.port.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Aim: a pod that was taken over ends under whatever network the runtime names, and no other pod
/// does. Method: a lease service that writes down what it is asked.
class AdoptedOperationsTest {

  private final List<String> asked = new ArrayList<>();
  private @Nullable LeaseFailure answer;

  private final LeaseOperations service =
      new LeaseOperations() {
        @Override
        public void add(AddRequest request, Consumer<AddReply> replyTo) {
          asked.add("add " + request.key());
        }

        @Override
        public void delete(LeaseKey key, Consumer<@Nullable LeaseFailure> replyTo) {
          asked.add("delete " + key);
          replyTo.accept(answer);
        }

        @Override
        public void check(LeaseKey key, Sandbox sandbox, Consumer<@Nullable LeaseFailure> replyTo) {
          asked.add("check " + key);
          replyTo.accept(answer);
        }

        @Override
        public void undeliverable(LeaseKey key) {
          asked.add("undeliverable " + key);
        }

        @Override
        public @Nullable LeaseFailure status() {
          return answer;
        }
      };

  private AdoptedOperations with(LeaseKey... keys) {
    return new AdoptedOperations(
        service,
        Stream.of(keys)
            .map(key ->
                new Lease(
                    key, IpAddress.parse("10.0.0.1"), new EniId("eni-1"), PodName.NONE, "enia", 0))
            .toList(),
        List.of());
  }

  private static LeaseKey key(String network, String container, String interfaceName) {
    return new LeaseKey(network, container, interfaceName);
  }

  private List<@Nullable LeaseFailure> delete(AdoptedOperations operations, LeaseKey key) {
    List<@Nullable LeaseFailure> answers = new ArrayList<>();
    operations.delete(key, answers::add);
    return answers;
  }

  @Test
  void delete_underTheNewNetwork_endsThePodThatWasTakenOver() {
    AdoptedOperations operations = with(key("_aws-cni", "c1", "eth0"));
    assertEquals(1, delete(operations, key("berth", "c1", "eth0")).size());
    assertEquals(List.of("delete berth/c1/eth0", "delete _aws-cni/c1/eth0"), asked);
    asked.clear();
    delete(operations, key("berth", "c1", "eth0"));
    assertEquals(List.of("delete berth/c1/eth0"), asked, "it has ended");
  }

  @Test
  void delete_withTheRealKeyOfAMigratedEntry_endsIt_C11() {
    delete(with(key("_migrated-from-cri", "c1", "unknown")), key("aws-cni", "c1", "eth0"));
    assertEquals(List.of("delete aws-cni/c1/eth0", "delete _migrated-from-cri/c1/unknown"), asked);
  }

  @Test
  void delete_ofAnotherContainerOrInterface_endsNothingElse() {
    AdoptedOperations operations = with(key("_aws-cni", "c1", "eth0"));
    delete(operations, key("berth", "c2", "eth0"));
    delete(operations, key("berth", "c1", "net1"));
    assertEquals(List.of("delete berth/c2/eth0", "delete berth/c1/net1"), asked);
  }

  @Test
  void delete_ofALeaseThatBerthMade_isNeverTranslated() {
    delete(with(key("berth", "c1", "eth0")), key("other", "c1", "eth0"));
    assertEquals(List.of("delete other/c1/eth0"), asked);
  }

  @Test
  void delete_thatFails_canBeRepeated() {
    AdoptedOperations operations = with(key("_aws-cni", "c1", "eth0"));
    answer = new LeaseFailure.Stopping();
    List<@Nullable LeaseFailure> expected = new ArrayList<>();
    expected.add(answer);
    assertEquals(expected, delete(operations, key("berth", "c1", "eth0")));
    answer = null;
    asked.clear();
    delete(operations, key("berth", "c1", "eth0"));
    assertEquals(2, asked.size());
  }

  @Test
  void check_underTheNewNetwork_comparesThePodThatWasTakenOver() {
    AdoptedOperations operations = with(key("_aws-cni", "c1", "eth0"));
    operations.check(key("berth", "c1", "eth0"), Sandbox.ofPath("/n"), failure -> {});
    operations.check(key("berth", "c2", "eth0"), Sandbox.ofPath("/n"), failure -> {});
    assertEquals(List.of("check _aws-cni/c1/eth0", "check berth/c2/eth0"), asked);
  }
}

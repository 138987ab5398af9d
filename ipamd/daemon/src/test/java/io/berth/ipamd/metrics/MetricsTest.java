package io.berth.ipamd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.berth.ipam.port.CloudFailure;
import io.berth.ipam.port.CloudFailure.Kind;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What happened and what is there shows under the names that dashboards ask for. Feeds the figures
/// and reads the text back strictly.
class MetricsTest {

  private final AtomicReference<NodeGauges> node = new AtomicReference<>(NodeGauges.NONE);
  private final Metrics metrics = new Metrics("1.2.3", node::get);

  @Test
  void nodesState_scraped_hasTheIncumbentsNamesAndOwn() {
    node.set(new NodeGauges(3, 27, 2, 6, 10, 5, 2, 1, 4, ""));

    Exposition text = scrape();

    assertEquals(3, text.value("awscni_eni_max"));
    assertEquals(27, text.value("awscni_ip_max"));
    assertEquals(2, text.value("awscni_eni_allocated"));
    assertEquals(18, text.value("awscni_total_ip_addresses"));
    assertEquals(6, text.value("awscni_total_ipv4_prefixes"));
    assertEquals(5, text.value("awscni_assigned_ip_addresses"));
    assertEquals(10, text.value("berth_pool_addresses{state=\"free\"}"));
    assertEquals(5, text.value("berth_pool_addresses{state=\"leased\"}"));
    assertEquals(2, text.value("berth_pool_addresses{state=\"cooling\"}"));
    assertEquals(1, text.value("berth_pool_addresses{state=\"retiring\"}"));
    assertEquals(4, text.value("berth_waiting"));
    assertEquals(1, text.value("awscni_build_info{goversion=\"\",version=\"1.2.3\"}"));
    assertEquals("gauge", text.types().get("awscni_eni_max"));
    assertEquals("gauge", text.types().get("awscni_build_info"));
  }

  @Test
  void requests_counted_areCountersUnderTheIncumbentsNames() {
    metrics.added(2_000_000, true, false);
    metrics.added(3_000_000_000L, false, true);
    metrics.deleted(20_000_000, true);

    Exposition text = scrape();

    assertEquals(2, text.value("awscni_add_ip_req_count"));
    assertEquals("counter", text.types().get("awscni_add_ip_req_count"));
    assertEquals(1, text.value("awscni_no_available_ip_addresses"));
    assertEquals(1, text.value("awscni_del_ip_req_count{reason=\"PodDeleted\"}"));
    assertEquals("histogram", text.types().get("berth_add_duration_seconds"));
    assertEquals(1, text.value("berth_add_duration_seconds_bucket{outcome=\"ok\",le=\"0.002\"}"));
    assertEquals(0, text.value("berth_add_duration_seconds_bucket{outcome=\"ok\",le=\"0.001\"}"));
    assertEquals(1, text.value("berth_add_duration_seconds_count{outcome=\"failed\"}"));
    assertEquals(3, text.value("berth_add_duration_seconds_sum{outcome=\"failed\"}"));
    assertEquals(1, text.value("berth_del_duration_seconds_count{outcome=\"ok\"}"));
  }

  @Test
  void calls_observed_areCountedByActionWithLatency() {
    metrics.calls().called("AssignPrivateIpAddresses", 500_000_000, null);
    metrics
        .calls()
        .called(
            "AssignPrivateIpAddresses",
            100_000_000,
            new CloudFailure(Kind.THROTTLED, "RequestLimitExceeded", "slow down"));

    Exposition text = scrape();

    assertEquals(2, text.value("awscni_ec2api_req_count{fn=\"AssignPrivateIpAddresses\"}"));
    assertEquals(1, text.value("awscni_ec2api_error_count{fn=\"AssignPrivateIpAddresses\"}"));
    assertEquals(
        500,
        text.value(
            "awscni_aws_api_latency_ms_sum{api=\"AssignPrivateIpAddresses\",error=\"false\",status=\"200\"}"));
    assertEquals(
        100,
        text.value(
            "awscni_aws_api_latency_ms_sum{api=\"AssignPrivateIpAddresses\",error=\"true\",status=\"THROTTLED\"}"));
    assertEquals("summary", text.types().get("awscni_aws_api_latency_ms"));
  }

  @Test
  void journal_observed_isTimed() {
    metrics.journal().committed(3, 300, 150_000);
    metrics.journal().failed(2, "disk full");

    Exposition text = scrape();

    assertEquals(1, text.value("berth_journal_commit_seconds_count"));
    assertEquals(1, text.value("berth_journal_commit_seconds_bucket{le=\"2.0E-4\"}"));
    assertEquals(2, text.value("berth_journal_refused_events_total"));
  }

  @Test
  void blockage_scraped_isOneAndReturnsToZero() {
    assertFalse(scrape().types().containsKey("berth_blocked"));
    node.set(blockedBy("subnet_full"));
    assertEquals(1, scrape().value("berth_blocked{reason=\"subnet_full\"}"));
    node.set(blockedBy("throttled"));

    Exposition text = scrape();

    assertEquals(0, text.value("berth_blocked{reason=\"subnet_full\"}"));
    assertEquals(1, text.value("berth_blocked{reason=\"throttled\"}"));
  }

  private static NodeGauges blockedBy(String label) {
    return new NodeGauges(3, 27, 1, 0, 0, 0, 0, 0, 0, label);
  }

  private Exposition scrape() {
    return Exposition.parse(metrics.scrape());
  }
}

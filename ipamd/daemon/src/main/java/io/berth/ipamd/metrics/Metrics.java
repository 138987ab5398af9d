package io.berth.ipamd.metrics;

import io.berth.ipam.port.CloudFailure;
import io.berth.ipamd.ec2.CallObserver;
import io.berth.ipamd.store.JournalObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// All figures of the daemon. Events are counted as they happen; the node's state is asked for once
/// per scrape, so that its figures fit each other. Safe for any thread.
///
/// Names that begin with `awscni_` are the incumbent's (Amazon VPC CNI 1.23) and mean the same.
public final class Metrics {

  /// Kinds of blockage that are remembered, so that their series return to 0. The core has fewer.
  private static final int MAX_BLOCKED_LABELS = 32;

  /// From what a pool hit costs to the longest wait for an address.
  private static final Duration[] REQUEST_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(20),
  };

  /// From a write to memory to a disk in trouble.
  private static final Duration[] COMMIT_BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(200_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(200),
    Duration.ofSeconds(1),
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<NodeGauges> source;
  private final Counter noAddress;
  private final Counter addRequests;
  private final Counter deleteRequests;
  private final Timer adds;
  private final Timer failedAdds;
  private final Timer deletes;
  private final Timer failedDeletes;
  private final Timer commits;
  private final Counter commitFailures;
  private final MultiGauge blocked;
  private final SortedSet<String> blockedLabels = new TreeSet<>();
  private volatile NodeGauges current = NodeGauges.NONE;

  /// @param version of the daemon
  /// @param source asked once per scrape, on the thread that scrapes; must not block
  public Metrics(String version, Supplier<NodeGauges> source) {
    this.source = source;
    this.noAddress =
        Counter.builder("awscni_no_available_ip_addresses")
            .description("ADD requests that ended without an address because none was there")
            .register(registry);
    this.addRequests =
        Counter.builder("awscni_add_ip_req_count").description("ADD requests").register(registry);
    this.deleteRequests =
        Counter.builder("awscni_del_ip_req_count")
            .description("DEL requests")
            .tag("reason", "PodDeleted")
            .register(registry);
    this.adds = requests("berth_add_duration", "ADD", "ok");
    this.failedAdds = requests("berth_add_duration", "ADD", "failed");
    this.deletes = requests("berth_del_duration", "DEL", "ok");
    this.failedDeletes = requests("berth_del_duration", "DEL", "failed");
    this.commits =
        Timer.builder("berth_journal_commit")
            .description("Write and sync of a group of journal events")
            .serviceLevelObjectives(COMMIT_BUCKETS)
            .register(registry);
    this.commitFailures =
        Counter.builder("berth_journal_refused_events")
            .description("Journal events that did not become durable")
            .register(registry);
    this.blocked =
        MultiGauge.builder("berth_blocked")
            .description("1 for what keeps the pool from its target")
            .register(registry);
    MultiGauge.builder("awscni_build.info")
        .description("Version of the daemon; always 1")
        .register(registry)
        .register(List.of(MultiGauge.Row.of(Tags.of("version", version, "goversion", ""), 1)));
    gauge("awscni_eni_max", "ENIs that may be attached", NodeGauges::eniMax);
    gauge("awscni_ip_max", "Addresses that pods could have", NodeGauges::ipMax);
    gauge("awscni_eni_allocated", "ENIs attached", NodeGauges::enis);
    gauge("awscni_total_ip_addresses", "Addresses on the ENIs", NodeGauges::total);
    gauge("awscni_assigned_ip_addresses", "Addresses that pods have", NodeGauges::leased);
    gauge("awscni_total_ipv4_prefixes", "Delegated prefixes on the ENIs", NodeGauges::prefixes);
    gauge("berth_waiting", "ADD requests that wait for an address", NodeGauges::waiting);
    pool("free", NodeGauges::free);
    pool("leased", NodeGauges::leased);
    pool("cooling", NodeGauges::cooling);
    pool("retiring", NodeGauges::retiring);
  }

  /// An ADD was answered.
  ///
  /// @param nanos from its arrival
  /// @param succeeded whether the pod has an address
  /// @param exhausted whether it failed because no address was there
  public void added(long nanos, boolean succeeded, boolean exhausted) {
    addRequests.increment();
    if (exhausted) {
      noAddress.increment();
    }
    (succeeded ? adds : failedAdds).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// A DEL was answered.
  ///
  /// @param nanos from its arrival
  /// @param succeeded whether the pod's address was taken back, or was not there
  public void deleted(long nanos, boolean succeeded) {
    deleteRequests.increment();
    (succeeded ? deletes : failedDeletes).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts calls of EC2.
  public CallObserver calls() {
    return this::called;
  }

  /// Times commits of the journal.
  public JournalObserver journal() {
    return new JournalObserver() {
      @Override
      public void committed(int events, int bytes, long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public void failed(int events, String sentence) {
        commitFailures.increment(events);
      }
    };
  }

  /// Everything as text of Prometheus' exposition format 0.0.4.
  public synchronized String scrape() {
    NodeGauges now = source.get();
    current = now;
    if (!now.blockedLabel().isEmpty() && blockedLabels.size() < MAX_BLOCKED_LABELS) {
      blockedLabels.add(now.blockedLabel());
    }
    blocked.register(
        blockedLabels.stream()
            .<MultiGauge.Row<?>>map(label ->
                MultiGauge.Row.of(
                    Tags.of("reason", label), label.equals(now.blockedLabel()) ? 1 : 0))
            .toList(),
        true);
    return IncumbentNames.restore(registry.scrape());
  }

  private void called(String action, long nanos, @Nullable CloudFailure failure) {
    Counter.builder("awscni_ec2api_req_count")
        .description("Calls of EC2")
        .tag("fn", action)
        .register(registry)
        .increment();
    if (failure != null) {
      Counter.builder("awscni_ec2api_error_count")
          .description("Calls of EC2 that failed")
          .tag("fn", action)
          .register(registry)
          .increment();
    }
    DistributionSummary.builder("awscni_aws_api_latency_ms")
        .description("Calls of EC2 in milliseconds")
        .tag("api", action)
        .tag("error", String.valueOf(failure != null))
        .tag("status", failure == null ? "200" : failure.kind().name())
        .register(registry)
        .record(nanos / 1e6);
  }

  private Timer requests(String name, String verb, String outcome) {
    return Timer.builder(name)
        .description(verb + " requests, from arrival to answer")
        .tag("outcome", outcome)
        .serviceLevelObjectives(REQUEST_BUCKETS)
        .register(registry);
  }

  private void pool(String state, ToIntFunction<NodeGauges> value) {
    Gauge.builder("berth_pool_addresses", () -> value.applyAsInt(current))
        .description("Addresses by state")
        .tag("state", state)
        .register(registry);
  }

  private void gauge(String name, String description, ToIntFunction<NodeGauges> value) {
    Gauge.builder(name, () -> value.applyAsInt(current))
        .description(description)
        .register(registry);
  }
}

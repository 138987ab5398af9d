package io.berth.ipamd;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipam.lease.LeaseFailure;
import io.berth.ipam.lease.LeaseService;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.Lease;
import io.berth.ipam.model.NodeIdentity;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.EniCounts;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.NodeStatus;
import io.berth.ipam.reconcile.SubnetSpace;
import io.berth.wire.ControlRequest;
import io.berth.wire.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers `berthctl`. Called on the `io` thread, which owns the leases.
final class NodeControl {

  private static final int UNKNOWN_COMMAND = 2;
  private static final int REFUSED = 1;

  private final NodeIdentity identity;
  private final AddressPool pool;
  private final ControlLoop control;
  private final LeaseService leases;
  private final Supplier<@Nullable LeaseFailure> status;
  private final Executor owner;

  /// @param status why ADD cannot be served at all, or `null` when it can
  /// @param owner the `io` thread
  NodeControl(
      NodeIdentity identity,
      AddressPool pool,
      ControlLoop control,
      LeaseService leases,
      Supplier<@Nullable LeaseFailure> status,
      Executor owner) {
    this.identity = identity;
    this.pool = pool;
    this.control = control;
    this.leases = leases;
    this.status = status;
    this.owner = owner;
  }

  void answer(ControlRequest request, Consumer<Reply> replyTo) {
    switch (request.command()) {
      case "pool" -> replyTo.accept(json(poolJson()));
      case "status" -> replyTo.accept(json(summary()));
      case "drain" -> drain(request.arguments(), true, replyTo);
      case "undrain" -> drain(request.arguments(), false, replyTo);
      case "leases" ->
          replyTo.accept(
              json(
                  Map.of("leases", leases.leases().stream().map(NodeControl::leaseJson).toList())));
      default ->
          replyTo.accept(
              new Reply(
                  UNKNOWN_COMMAND,
                  "",
                  "this daemon does not know the command '"
                      + request.command()
                      + "'; it knows drain, leases, pool, status, undrain"));
    }
  }

  /// Answered when the control thread has taken its turn.
  private void drain(String arguments, boolean draining, Consumer<Reply> replyTo) {
    String eni = "";
    try {
      Map<String, Object> fields = JSON.std.mapFrom(arguments);
      eni = fields != null && fields.get("eni") instanceof String text ? text : "";
    } catch (IOException e) {
      replyTo.accept(new Reply(REFUSED, "", "the arguments are no JSON object: " + e.getMessage()));
      return;
    }
    if (eni.isEmpty()) {
      replyTo.accept(new Reply(REFUSED, "", "the arguments name no ENI: " + arguments));
      return;
    }
    control.drain(
        new EniId(eni),
        draining,
        why ->
            owner.execute(() ->
                replyTo.accept(why == null ? json(poolJson()) : new Reply(REFUSED, "", why))));
  }

  private Map<String, Object> summary() {
    PoolView view = pool.view();
    NodeStatus status = control.status();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("instance", identity.instance().value());
    json.put("instanceType", identity.instanceType());
    json.put("ready", this.status.get() == null);
    json.put("total", view.total());
    json.put("free", view.free());
    json.put("leased", view.leased());
    json.put("cooling", view.cooling());
    json.put("retiring", view.retiring());
    json.put("waiting", status.waiting());
    json.put("creatingEnis", status.creating());
    json.put("assigningAddresses", status.assigning());
    json.put("ec2Answered", status.ec2Answered());
    json.put("lost", status.lost().stream().map(IpAddress::toString).toList());
    json.put("problems", status.problems());
    json.put("blocked", status.blocked());
    json.put("blockedLabel", status.blockedLabel());
    return json;
  }

  private Map<String, Object> poolJson() {
    Map<String, Object> json = summary();
    PoolView view = pool.view();
    List<Map<String, Object>> enis = new ArrayList<>();
    for (NodeStatus.EniStatus status : control.status().enis()) {
      EniCounts counts = counts(view, status.eni().id());
      Map<String, Object> eni = new LinkedHashMap<>();
      eni.put("id", status.eni().id().value());
      eni.put("device", status.eni().deviceIndex());
      eni.put("primary", status.eni().primary().toString());
      eni.put("linkReady", status.linkReady());
      eni.put("draining", status.draining());
      eni.put("leaving", status.leaving());
      eni.put("managed", status.eni().managed());
      eni.put("prefixes", counts.prefixes().portions());
      eni.put("total", counts.total());
      eni.put("free", counts.free());
      eni.put("leased", counts.leased());
      eni.put("cooling", counts.cooling());
      enis.add(eni);
    }
    json.put("enis", enis);
    json.put("subnets", control.status().subnets().stream().map(NodeControl::subnetJson).toList());
    return json;
  }

  private static Map<String, Object> subnetJson(SubnetSpace space) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", space.subnet().value());
    space.freeAddresses().ifPresent(free -> json.put("freeAddresses", free));
    json.put("reservedForPrefixes", space.reservedForPrefixes());
    json.put("reservedByName", space.reservedByName());
    json.put("fragmented", space.fragmented());
    return json;
  }

  /// An ENI whose link does not stand yet has nothing in the pool.
  private static EniCounts counts(PoolView view, EniId eni) {
    return view.enis().stream()
        .filter(counts -> counts.eni().equals(eni))
        .findFirst()
        .orElse(EniCounts.none(eni));
  }

  private static Map<String, Object> leaseJson(Lease lease) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", lease.key().network());
    json.put("container", lease.key().containerId());
    json.put("interface", lease.key().interfaceName());
    json.put("address", lease.address().toString());
    json.put("eni", lease.eni().value());
    json.put("pod", lease.pod().isPresent() ? lease.pod().toString() : "");
    json.put("hostLink", lease.hostLink());
    json.put("leasedAt", Instant.ofEpochMilli(lease.leasedAtMillis()).toString());
    return json;
  }

  private static Reply json(Map<String, Object> value) {
    try {
      return new Reply(0, JSON.std.asString(value), "");
    } catch (IOException e) {
      throw new UncheckedIOException("a map of strings and numbers has no JSON", e);
    }
  }
}

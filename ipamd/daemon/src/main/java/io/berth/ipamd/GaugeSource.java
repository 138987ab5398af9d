package io.berth.ipamd;

import io.berth.ipam.model.AddressKind;
import io.berth.ipam.model.InstanceLimits;
import io.berth.ipam.plan.Planner;
import io.berth.ipam.plan.WarmTargets;
import io.berth.ipam.pool.AddressPool;
import io.berth.ipam.pool.PoolView;
import io.berth.ipam.reconcile.ControlLoop;
import io.berth.ipam.reconcile.NodeStatus;
import io.berth.ipamd.metrics.NodeGauges;
import java.util.function.Supplier;

/// Counts the node's state for each scrape. Before the parts exist it shows nothing. Set once by
/// the starting thread; volatile, because scrapes come on any thread.
final class GaugeSource implements Supplier<NodeGauges> {

  private volatile Supplier<NodeGauges> source = () -> NodeGauges.NONE;

  void watch(
      AddressPool pool,
      ControlLoop control,
      InstanceLimits limits,
      WarmTargets targets,
      AddressKind kind) {
    source = () -> gauges(pool.view(), control.status(), limits, targets, kind);
  }

  @Override
  public NodeGauges get() {
    return source.get();
  }

  private static NodeGauges gauges(
      PoolView view,
      NodeStatus status,
      InstanceLimits limits,
      WarmTargets targets,
      AddressKind kind) {
    int managed = (int) status.enis().stream().filter(eni -> eni.eni().managed()).count();
    int unmanaged = status.enis().size() - managed;
    int eniMax = Math.max(Planner.maxEnis(limits.maxEnis(), targets) - unmanaged, 0);
    return new NodeGauges(
        eniMax,
        eniMax * limits.secondariesPerEni() * kind.addresses(),
        managed,
        view.enis().stream().mapToInt(eni -> eni.prefixes().portions()).sum(),
        view.free(),
        view.leased(),
        view.cooling(),
        view.retiring(),
        status.waiting(),
        status.blockedLabel());
  }
}

package io.berth.demo;

import io.berth.demo.rig.Node;
import io.berth.demo.rig.PoolView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Shows each node's pool as `berthctl pool` knows it.
final class ShowPools implements Step {

  @Override
  public String title() {
    return "What the pools hold";
  }

  @Override
  public String why() {
    return "As `berthctl pool` tells it: addresses that pods have are leased, spare ones free, and"
        + " one that a pod gave back rests (cooling) before another pod may have it.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    Table table =
        new Table("NODE", "ENI", "DEVICE", "PRIMARY", "TOTAL", "FREE", "LEASED", "COOLING");
    List<String> wrong = new ArrayList<>();
    for (Node node : stage.nodes) {
      PoolView pool = node.control().pool();
      for (PoolView.Eni eni : pool.enis()) {
        table.row(
            node.name(),
            eni.id(),
            eni.device(),
            eni.primary(),
            eni.total(),
            eni.free(),
            eni.leased(),
            eni.cooling());
      }
      int pods = stage.podsOn(node).size();
      if (pool.leased() != pods) {
        wrong.add(node.name() + " leases " + pool.leased() + " addresses to " + pods + " pods");
      }
    }
    stage.screen.table(table);
    if (!wrong.isEmpty()) {
      stage.checks.failed("pools-agree", String.join("; ", wrong));
    }
  }
}

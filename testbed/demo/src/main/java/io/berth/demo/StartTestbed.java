package io.berth.demo;

import io.berth.demo.rig.Node;
import io.berth.demo.rig.NodePlace;
import io.berth.demo.rig.Testbed;
import java.io.IOException;
import java.util.List;

/// Starts the emulator and its nodes.
final class StartTestbed implements Step {

  @Override
  public String title() {
    return "A VPC on this machine";
  }

  @Override
  public String why() {
    return "The emulator answers the EC2 API with EC2's limits and delays. Each node is a network"
        + " namespace with its ENIs as links; between them packets go only as a VPC lets them.";
  }

  @Override
  public void run(Stage stage) throws IOException, InterruptedException {
    DemoOptions options = stage.options;
    long start = System.nanoTime();
    stage.screen.progress("starting the emulator");
    Testbed testbed =
        stage.cleanup.make(
            "the emulator",
            () ->
                Testbed.start(
                    stage.dist,
                    stage.folder,
                    options.nodes(),
                    options.limits(),
                    Testbed.Latency.REALISTIC),
            Testbed::close);
    stage.use(testbed);
    List<NodePlace> places = testbed.nodes();
    for (int i = 0; i < places.size(); i++) {
      String name = "node-" + (i + 1);
      stage.nodes.add(
          new Node(
              name,
              places.get(i),
              stage.dist,
              stage.folder.folder(name),
              stage.options.daemonSettings(),
              PodCrew.AT_ONCE_PER_NODE,
              stage.cleanup));
    }
    stage.checks.that(
        places.size() == options.nodes(),
        "emulator",
        "%d × %s (%d ENIs × %d pod addresses each) in %.1f s"
            .formatted(
                places.size(),
                options.limits().instanceType(),
                options.limits().maxEnis(),
                options.addressesPerEni(),
                (System.nanoTime() - start) / 1e9),
        places.size() + " nodes came up instead of " + options.nodes());
  }
}

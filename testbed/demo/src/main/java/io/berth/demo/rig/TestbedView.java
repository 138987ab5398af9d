package io.berth.demo.rig;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What `berth-emulator --json` prints when it is ready.
///
/// @param ec2 the EC2 API
/// @param control the emulator's own API
/// @param nodes the instances, in the order of their start
record TestbedView(URI ec2, URI control, List<NodePlace> nodes) {

  TestbedView {
    nodes = List.copyOf(nodes);
  }

  /// @throws IllegalArgumentException naming the field that is missing
  static TestbedView of(Map<String, Object> json) {
    // Without a network there is neither router nor namespace.
    Map<String, Object> subnet = JsonFields.objects(json, "subnets").getFirst();
    String router = subnet.containsKey("router") ? JsonFields.text(subnet, "router") : "";
    return new TestbedView(
        URI.create(JsonFields.text(json, "ec2")),
        URI.create(JsonFields.text(json, "control")),
        JsonFields.objects(json, "instances").stream()
            .map(instance -> place(instance, router))
            .toList());
  }

  private static NodePlace place(Map<String, Object> instance, String router) {
    return new NodePlace(
        JsonFields.text(instance, "id"),
        instance.containsKey("namespacePath")
            ? Path.of(JsonFields.text(instance, "namespacePath"))
            : Namespaces.OWN,
        JsonFields.text(instance, "address"),
        router,
        URI.create(JsonFields.text(instance, "ec2")),
        URI.create(JsonFields.text(instance, "imds")));
  }
}

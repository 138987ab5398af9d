package io.berth.emulator.control;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.VpcModel;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything there is, at one moment: endpoints, region, VPCs, subnets, instances.
public final class Summary {

  private Summary() {}

  /// One line of JSON, in the forms of the control API; to be called on the model's thread.
  public static String json(VpcModel model, Testbed testbed) {
    try {
      return JSON.std.asString(of(model, testbed));
    } catch (IOException e) {
      throw new IllegalStateException("maps, lists and texts always make JSON", e);
    }
  }

  /// The same for people, over several lines.
  public static String table(VpcModel model, Testbed testbed) {
    StringBuilder text = new StringBuilder();
    testbed.endpoints().forEach((name, value) -> row(text, name, value));
    row(text, "region", model.settings().region());
    row(text, "latency", model.latency().name());
    model.view().vpcs().forEach(vpc -> row(text, "VPC " + vpc.id(), vpc.cidrs().toString()));
    model
        .view()
        .subnets()
        .forEach(
            subnet -> row(text, "subnet " + subnet.id(), subnet.cidr() + " in " + subnet.zone()));
    model.view().instances().stream()
        .sorted(Comparator.comparingInt(Instance::number))
        .forEach(instance ->
            row(
                text,
                "instance " + instance.id(),
                instance.limits().instanceType() + " " + testbed.reach(instance.id())));
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append(String.format("%-32s %s%n", name, value));
  }

  static Map<String, Object> of(VpcModel model, Testbed testbed) {
    Map<String, Object> all = new LinkedHashMap<>(testbed.endpoints());
    all.put("region", model.settings().region());
    all.put("latency", model.latency().name());
    all.put("vpcs", model.view().vpcs().stream().map(Views::vpc).toList());
    all.put(
        "subnets",
        model.view().subnets().stream().map(s -> Views.subnet(s, model.view())).toList());
    all.put("instances", Views.instances(model, testbed));
    return all;
  }
}

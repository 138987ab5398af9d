package io.berth.emulator.control;

import io.berth.emulator.ec2.CallRecord;
import io.berth.emulator.vpc.Attachment;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.NetworkInterface;
import io.berth.emulator.vpc.Subnet;
import io.berth.emulator.vpc.Vpc;
import io.berth.emulator.vpc.VpcModel;
import io.berth.emulator.vpc.VpcView;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON forms of things.
final class Views {

  private Views() {}

  static Map<String, Object> vpc(Vpc vpc) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", vpc.id().value());
    view.put("cidrs", texts(vpc.cidrs()));
    view.put("defaultSecurityGroup", vpc.defaultGroup().value());
    return view;
  }

  static Map<String, Object> subnet(Subnet subnet, VpcView model) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", subnet.id().value());
    view.put("vpc", subnet.vpc().value());
    view.put("cidr", subnet.cidr().toString());
    view.put("zone", subnet.zone());
    view.put("router", subnet.cidr().address(1).toString());
    view.put("freeAddresses", model.freeAddresses(subnet.id()));
    return view;
  }

  /// All instances, in the order of their launch.
  static List<Map<String, Object>> instances(VpcModel model, Testbed testbed) {
    return model.view().instances().stream()
        .sorted(Comparator.comparingInt(Instance::number))
        .map(instance -> instance(instance, model, testbed))
        .toList();
  }

  static Map<String, Object> instance(Instance instance, VpcModel model, Testbed testbed) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", instance.id().value());
    view.put("type", instance.limits().instanceType());
    view.put("state", instance.running() ? "running" : "terminated");
    view.put("subnet", instance.subnet().value());
    view.put("zone", instance.zone());
    view.put("maxEnis", instance.limits().maxEnis());
    view.put("addressesPerEni", instance.limits().ipv4PerEni());
    view.putAll(testbed.reach(instance.id()));
    List<NetworkInterface> enis =
        model.view().interfacesOf(instance.id()).stream()
            .sorted(Comparator.comparingInt(Views::deviceIndex))
            .toList();
    enis.stream()
        .filter(eni -> deviceIndex(eni) == 0)
        .findFirst()
        .ifPresent(eni -> view.put("address", eni.primary().toString()));
    view.put("enis", enis.stream().map(Views::networkInterface).toList());
    return view;
  }

  private static int deviceIndex(NetworkInterface eni) {
    Attachment attachment = eni.attachment();
    // Ordered by card, then by device; no device index reaches a thousand.
    return attachment == null ? -1 : attachment.cardIndex() * 1_000 + attachment.deviceIndex();
  }

  static Map<String, Object> networkInterface(NetworkInterface eni) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", eni.id().value());
    view.put("mac", eni.mac().toString());
    view.put("subnet", eni.subnet().value());
    view.put("status", eni.status());
    view.put("description", eni.description());
    view.put("sourceDestCheck", eni.sourceDestCheck());
    view.put("primary", eni.primary().toString());
    view.put("secondaries", texts(eni.addresses().subList(1, eni.addresses().size())));
    view.put("prefixes", texts(eni.prefixes()));
    view.put("securityGroups", texts(eni.groups()));
    Attachment attachment = eni.attachment();
    if (attachment != null) {
      Map<String, Object> attached = new LinkedHashMap<>();
      attached.put("id", attachment.id().value());
      attached.put("instance", attachment.instance().value());
      attached.put("deviceIndex", attachment.deviceIndex());
      attached.put("cardIndex", attachment.cardIndex());
      attached.put("status", attachment.status().wireName());
      attached.put("deleteOnTermination", attachment.deleteOnTermination());
      view.put("attachment", attached);
    }
    return view;
  }

  static Map<String, Object> call(CallRecord call) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", call.number());
    view.put("atMillis", call.atMillis());
    view.put("tookMillis", call.tookMillis());
    view.put("peer", call.peer());
    view.put("instance", call.instance());
    view.put("accessKey", call.accessKey());
    view.put("action", call.action());
    view.put("parameters", call.parameters());
    view.put("status", call.status());
    view.put("errorCode", call.errorCode());
    view.put("requestId", call.requestId());
    return view;
  }

  private static List<String> texts(Collection<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}

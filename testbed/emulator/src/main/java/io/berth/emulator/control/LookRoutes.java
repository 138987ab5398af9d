package io.berth.emulator.control;

import io.berth.emulator.ec2.CallLog;
import io.berth.emulator.ec2.CallRecord;
import io.berth.emulator.live.LiveVpc;
import io.berth.emulator.vpc.Instance;
import io.berth.emulator.vpc.VpcModel;
import io.berth.ipam.model.InstanceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Shows what there is, and what was called.
final class LookRoutes {

  private final LiveVpc vpc;
  private final CallLog log;
  private final Testbed testbed;

  LookRoutes(LiveVpc vpc, CallLog log, Testbed testbed) {
    this.vpc = vpc;
    this.log = log;
    this.testbed = testbed;
  }

  Map<String, Object> help() {
    Map<String, Object> help = Summary.of(vpc.model(), testbed);
    help.put("routes", Routes.DESCRIBED);
    return help;
  }

  Map<String, Object> vpcs() {
    return Map.of("vpcs", vpc.model().view().vpcs().stream().map(Views::vpc).toList());
  }

  Map<String, Object> subnets() {
    VpcModel model = vpc.model();
    return Map.of(
        "subnets",
        model.view().subnets().stream().map(s -> Views.subnet(s, model.view())).toList());
  }

  Map<String, Object> instances() {
    VpcModel model = vpc.model();
    return Map.of("instances", Views.instances(model, testbed));
  }

  Reply instance(String id) {
    VpcModel model = vpc.model();
    Instance instance = model.view().instance(new InstanceId(id));
    return instance == null
        ? Reply.error(404, "NotFound", "there is no instance " + id)
        : Reply.of(Views.instance(instance, model, testbed));
  }

  Map<String, Object> interfaces() {
    return Map.of(
        "interfaces",
        vpc.model().view().interfaces().stream().map(Views::networkInterface).toList());
  }

  /// `action` chooses one action, `instance` the calls made in one instance, `after` the calls with
  /// higher numbers, `summary=true` leaves the calls out.
  Map<String, Object> calls(Query query) {
    String action = query.text("action");
    String instance = query.text("instance");
    long after = query.number("after", 0);
    List<CallRecord> chosen =
        log.calls().stream()
            .filter(call -> call.number() > after)
            .filter(call -> action.isEmpty() || action.equals(call.action()))
            .filter(call -> instance.isEmpty() || instance.equals(call.instance()))
            .toList();
    Map<String, Integer> byAction = new TreeMap<>();
    int errors = 0;
    for (CallRecord call : chosen) {
      byAction.merge(call.action(), 1, Integer::sum);
      errors += call.errorCode().isEmpty() ? 0 : 1;
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("total", chosen.size());
    view.put("errors", errors);
    view.put("byAction", byAction);
    if (!query.text("summary").equals("true")) {
      view.put("calls", chosen.stream().map(Views::call).toList());
    }
    return view;
  }

  Reply clearCalls() {
    log.clear();
    return Reply.done();
  }
}

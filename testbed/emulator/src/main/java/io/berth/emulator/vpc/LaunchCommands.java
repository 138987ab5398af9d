package io.berth.emulator.vpc;

import io.berth.ipam.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// RunInstances and TerminateInstances of the API: several instances a call, all or nothing, and
/// client tokens.
final class LaunchCommands {

  private final VpcState state;
  private final Function<Command.Setup, Outcome> steps;
  private final ClientTokens<Command.RunInstances, Outcome.Launched> tokens =
      new ClientTokens<>(
          outcome -> outcome instanceof Outcome.Launched launched ? launched : null,
          launched -> launched);

  /// @param steps performs a step with all its consequences for network and metadata
  LaunchCommands(VpcState state, Function<Command.Setup, Outcome> steps) {
    this.state = state;
    this.steps = steps;
  }

  Outcome run(Command.RunInstances command, TokenBuckets buckets, long nowMillis) {
    return tokens.once(
        command.clientToken(), command, nowMillis, () -> runNew(command, buckets, nowMillis));
  }

  private Outcome runNew(Command.RunInstances command, TokenBuckets buckets, long nowMillis) {
    if (command.minCount() < 1 || command.maxCount() < command.minCount()) {
      return ApiErrors.invalid(
          "MinCount must be at least 1 and MaxCount not below it: "
              + command.minCount()
              + ", "
              + command.maxCount());
    }
    for (Map<String, String> tags : List.of(command.tags(), command.interfaceTags())) {
      Outcome.@Nullable Failure refusal = TagRules.check(Map.of(), tags);
      if (refusal != null) {
        return refusal;
      }
    }
    if (!buckets.takeLaunches(command.minCount(), nowMillis)) {
      return new Outcome.Failure(ApiErrors.throttled());
    }
    return launch(command);
  }

  private Outcome launch(Command.RunInstances command) {
    List<Instance> started = new ArrayList<>();
    while (started.size() < command.maxCount()) {
      Outcome outcome = steps.apply(command.each());
      if (!(outcome instanceof Outcome.InstanceStarted(var instance))) {
        if (started.size() >= command.minCount()) {
          break;
        }
        started.forEach(this::end);
        return outcome;
      }
      started.add(instance);
      if (!command.tags().isEmpty()) {
        state.tag(instance.id().value(), command.tags());
      }
      if (!command.interfaceTags().isEmpty()) {
        state
            .interfacesOf(instance.id())
            .forEach(eni -> state.tag(eni.id().value(), command.interfaceTags()));
      }
    }
    return new Outcome.Launched(started);
  }

  Outcome terminate(Command.TerminateInstances command) {
    List<Instance> before = new ArrayList<>();
    for (InstanceId id : command.instances()) {
      Instance instance = state.instance(id);
      if (instance == null) {
        return ApiErrors.instanceNotFound(id);
      }
      before.add(instance);
    }
    for (Instance instance : before) {
      if (instance.running()) {
        end(instance);
      }
    }
    return new Outcome.Terminated(before);
  }

  private void end(Instance instance) {
    Outcome outcome = steps.apply(new Command.TerminateInstance(instance.id()));
    if (outcome instanceof Outcome.Failure(var error)) {
      throw new IllegalStateException(instance.id() + " could not be terminated: " + error);
    }
  }
}

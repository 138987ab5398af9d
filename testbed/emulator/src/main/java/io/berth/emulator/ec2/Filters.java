package io.berth.emulator.ec2;

import io.berth.emulator.vpc.VpcView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The filters that a describe action knows. Values of one filter are alternatives, several filters
/// must all match (EC2 API reference, "Filter").
///
/// @param <T> what is described
final class Filters<T> {

  /// Source: EC2 API reference, "Filter": at most 200 values.
  private static final int MAX_VALUES = 200;

  private final Map<String, BiFunction<VpcView, T, List<String>>> values = new LinkedHashMap<>();
  private final @Nullable Function<T, String> taggedId;

  /// @param taggedId the id under which the thing's tags are kept; `null` when it has no tags
  Filters(@Nullable Function<T, String> taggedId) {
    this.taggedId = taggedId;
  }

  Filters<T> one(String name, Function<T, @Nullable Object> value) {
    return all(
        name,
        thing -> {
          Object found = value.apply(thing);
          return found == null ? List.of() : List.of(found.toString());
        });
  }

  Filters<T> all(String name, Function<T, List<String>> value) {
    values.put(name, (_, thing) -> value.apply(thing));
    return this;
  }

  /// Reads `Filter.N.Name` and `Filter.N.Value.M`.
  ///
  /// @throws RefusedException for a filter that the action does not know
  BiPredicate<VpcView, T> parse(Parameters parameters) {
    BiPredicate<VpcView, T> all = (_, _) -> true;
    for (String member : parameters.members("Filter")) {
      String name = parameters.require(member + ".Name");
      List<String> wanted = parameters.list(member + ".Value");
      if (wanted.isEmpty()) {
        throw RefusedException.of(
            "InvalidParameterValue", "The filter '" + name + "' has no values");
      }
      if (wanted.size() > MAX_VALUES) {
        throw RefusedException.of(
            "FilterLimitExceeded",
            "The filter '" + name + "' has more than " + MAX_VALUES + " values");
      }
      BiFunction<VpcView, T, List<String>> actual = values(name);
      BiPredicate<VpcView, T> before = all;
      all =
          (view, thing) ->
              before.test(view, thing)
                  && actual.apply(view, thing).stream().anyMatch(matchesAny(wanted));
    }
    return all;
  }

  private static Predicate<String> matchesAny(List<String> wanted) {
    return value -> wanted.stream().anyMatch(pattern -> Wildcard.matches(pattern, value));
  }

  private BiFunction<VpcView, T, List<String>> values(String name) {
    Function<T, String> id = taggedId;
    if (id != null && name.equals("tag-key")) {
      return (view, thing) -> List.copyOf(view.tags(id.apply(thing)).keySet());
    }
    if (id != null && name.startsWith("tag:")) {
      String key = name.substring(4);
      return (view, thing) -> {
        String value = view.tags(id.apply(thing)).get(key);
        return value == null ? List.of() : List.of(value);
      };
    }
    BiFunction<VpcView, T, List<String>> known = values.get(name);
    if (known == null) {
      throw RefusedException.of("InvalidParameterValue", "The filter '" + name + "' is invalid");
    }
    return known;
  }
}

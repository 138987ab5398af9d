package io.berth.emulator.ec2;

import io.berth.emulator.vpc.Action;
import io.berth.emulator.vpc.Command;
import io.berth.emulator.vpc.VpcView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A describe action: ids, filters, pages.
///
/// @param <T> what is described
/// @param action the action
/// @param setName the list's element
/// @param idParameter the parameter that names ids, without its number
/// @param all everything there is, in order of ids
/// @param id a thing's id
/// @param checkId refuses a malformed id
/// @param notFound the refusal for an id that does not exist
/// @param filters the filters it knows
/// @param pages how it pages
/// @param item writes one thing
record Listing<T>(
    Action action,
    String setName,
    String idParameter,
    Function<VpcView, Collection<T>> all,
    Function<T, String> id,
    Function<String, String> checkId,
    Function<String, RefusedException> notFound,
    Filters<T> filters,
    Pages pages,
    ItemWriter<T> item) {

  private static final String TOKEN_PREFIX = "after:";

  /// Bounds of `MaxResults`. Source: botocore's model of the API.
  ///
  /// @param min smallest page that may be asked for
  /// @param max largest page that may be asked for
  /// @param usual what a page has when nothing is asked for
  /// @param withIds whether `MaxResults` may stand beside ids
  record Pages(int min, int max, int usual, boolean withIds) {}

  /// Writes one thing.
  @FunctionalInterface
  interface ItemWriter<T> {
    void write(Xml xml, T thing, VpcView view);
  }

  /// @throws RefusedException when the request makes no sense
  Prepared prepare(Parameters parameters) {
    List<String> ids = parameters.list(idParameter).stream().map(checkId).toList();
    BiPredicate<VpcView, T> matches = filters.parse(parameters);
    int pageSize = pageSize(parameters, !ids.isEmpty());
    String after = after(parameters.find("NextToken"));
    boolean wholeList =
        ids.isEmpty()
            && parameters.find("MaxResults") == null
            && parameters.members("Filter").isEmpty();
    return new Prepared(
        new Command.Look(action, wholeList),
        (xml, _, view) -> {
          List<T> chosen =
              choose(view, new HashSet<>(ids)).stream()
                  .filter(thing -> matches.test(view, thing))
                  .filter(thing -> after == null || id.apply(thing).compareTo(after) > 0)
                  .limit(pageSize + 1L)
                  .toList();
          boolean more = chosen.size() > pageSize;
          List<T> page = more ? chosen.subList(0, pageSize) : chosen;
          xml.set(setName, page, (x, thing) -> item.write(x, thing, view));
          if (more) {
            xml.leaf("nextToken", token(id.apply(page.getLast())));
          }
        });
  }

  private Collection<T> choose(VpcView view, Set<String> ids) {
    Collection<T> everything = all.apply(view);
    if (ids.isEmpty()) {
      return everything;
    }
    List<T> named = everything.stream().filter(thing -> ids.remove(id.apply(thing))).toList();
    for (String missing : ids) {
      throw notFound.apply(missing);
    }
    return named;
  }

  private int pageSize(Parameters parameters, boolean hasIds) {
    String text = parameters.find("MaxResults");
    if (text == null) {
      return pages.usual();
    }
    if (hasIds && !pages.withIds()) {
      throw RefusedException.of(
          "InvalidParameterCombination",
          "The parameter " + idParameter + " cannot be used with the parameter maxResults");
    }
    int size = parameters.integer("MaxResults", 0);
    if (size < pages.min() || size > pages.max()) {
      throw RefusedException.invalid(
          "MaxResults", text, "Expecting a value from " + pages.min() + " to " + pages.max());
    }
    return size;
  }

  private static String token(String lastId) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((TOKEN_PREFIX + lastId).getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String after(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(TOKEN_PREFIX)) {
        return text.substring(TOKEN_PREFIX.length());
      }
    } catch (IllegalArgumentException _) {
      // Refused below, as a token that decodes to something else.
    }
    throw RefusedException.of("InvalidNextToken", "The token '" + token + "' is invalid");
  }
}

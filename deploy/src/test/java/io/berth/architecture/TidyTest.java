package io.berth.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Aim: every file keeps the rules of the house that no compiler checks. Method: reads the text of
/// the whole repository.
class TidyTest {

  private static final int MAX_LINES = 500;

  /// Programs whose output is for a terminal; everything else logs.
  private static final Pattern PROGRAMS =
      Pattern.compile(".*/(ctl|demo|cni|emulator)/([a-z]+/)*[A-Za-z]+\\.java|.*/Main\\.java");

  /// The rules below name what they forbid.
  private static final Set<String> EXEMPT =
      Set.of("deploy/src/test/java/io/berth/architecture/TidyTest.java");

  /// Waits for programs outside, whose progress nothing announces.
  private static final Set<String> MAY_SLEEP =
      Set.of("testbed/demo/src/main/java/io/berth/demo/rig/Await.java");

  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(");
  private static final Pattern PRINT = Pattern.compile("\\bSystem\\.(out|err)\\b");
  private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.*/$}-])/(work|root|home)/");
  private static final Pattern REGISTRY =
      Pattern.compile(
          "repo1?\\.maven\\.(apache\\.)?org|registry\\.npmjs\\.org|pypi\\.org|docker\\.io|ghcr\\.io"
              + "|quay\\.io|gcr\\.io|public\\.ecr\\.aws|proxy\\.golang\\.org|index\\.crates\\.io");
  private static final Pattern MARKDOWN_LINK = Pattern.compile("\\]\\(([^)\\s#]+)(#[^)\\s]*)?\\)");

  @Test
  void packages_haveOneSentenceAndNullMarking() {
    List<String> wrong = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    for (Path file : Repository.textFiles(".java")) {
      Path folder = file.resolveSibling("");
      if (!file.toString().matches(".*/src/(main|test)/java/.*") || !seen.add(folder)) {
        continue;
      }
      Path info = file.resolveSibling("package-info.java");
      Path ofMain = Path.of(info.toString().replace("/src/test/java/", "/src/main/java/"));
      Path found = Files.exists(info) ? info : ofMain;
      if (!Files.exists(found)) {
        wrong.add(Repository.relative(info) + " is missing");
        continue;
      }
      String text = Repository.read(found);
      if (!text.contains("@NullMarked") || !text.startsWith("/// ") || !text.contains(".\n")) {
        wrong.add(Repository.relative(found) + " needs a sentence in `///` and @NullMarked");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void sources_areShort() {
    List<String> wrong = new ArrayList<>();
    for (Path file : Repository.textFiles()) {
      boolean source = file.toString().matches(".*\\.(java|c|h|sh)");
      long lines = source ? Repository.read(file).lines().count() : 0;
      int limit = MAX_LINES;
      if (lines > limit) {
        wrong.add(Repository.relative(file) + " has " + lines + " lines of " + limit);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void sources_areFinishedAndDoNotSleep() {
    List<String> wrong = new ArrayList<>();
    for (Path file : Repository.textFiles(".java")) {
      find(file, UNFINISHED, wrong);
      if (!MAY_SLEEP.contains(Repository.relative(file))) {
        find(file, SLEEP, wrong);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void onlyPrograms_print() {
    List<String> wrong = new ArrayList<>();
    for (Path file : Repository.textFiles(".java")) {
      if (file.toString().contains("/src/main/")
          && !file.toString().contains("/benchmarks/")
          && !PROGRAMS.matcher(file.toString()).matches()) {
        find(file, PRINT, wrong);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void files_nameNoMachineAndNoRegistry() {
    List<String> wrong = new ArrayList<>();
    for (Path file : Repository.textFiles()) {
      find(file, MACHINE_PATH, wrong);
      find(file, REGISTRY, wrong);
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void markdownLinks_lead() {
    List<String> wrong = new ArrayList<>();
    for (Path file : Repository.textFiles(".md")) {
      Matcher link = MARKDOWN_LINK.matcher(Repository.read(file));
      while (link.find()) {
        String target = link.group(1);
        boolean external = URI.create(target).isAbsolute();
        if (!external && !Files.exists(file.resolveSibling(target))) {
          wrong.add(Repository.relative(file) + " links to " + target + ", which is not there");
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void files_endWithANewlineAndHaveNoTabs() {
    List<String> wrong = new ArrayList<>();
    int read = 0;
    for (Path file : Repository.textFiles()) {
      if (!file.toString().matches(".*\\.(java|md|xml|yaml|json|sh|c|h|conflist)")) {
        continue;
      }
      read++;
      String text = Repository.read(file);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        wrong.add(Repository.relative(file) + " does not end with a newline");
      }
      if (text.indexOf('\t') >= 0) {
        wrong.add(Repository.relative(file) + " has a tab");
      }
    }
    assertTrue(read > 50, "only " + read + " files were read");
    assertEquals(List.of(), wrong);
  }

  private static void find(Path file, Pattern forbidden, List<String> wrong) {
    if (EXEMPT.contains(Repository.relative(file))) {
      return;
    }
    String text = Repository.read(file);
    Matcher matcher = forbidden.matcher(text);
    while (matcher.find()) {
      long line = text.substring(0, matcher.start()).lines().count();
      wrong.add(Repository.relative(file) + ":" + line + " has '" + matcher.group() + "'");
    }
  }
}

package io.berth.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.berth.ipam.model.InstanceTypes;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Aim: dependencies point where the architecture says. Method: ArchUnit reads the class files of
/// all modules, without their tests.
class ArchitectureTest {

  private static final JavaClasses BERTH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.berth");

  private static final String CORE = "io.berth.ipam..";

  /// What reads a clock or draws a random number. `Thread` is there for `onSpinWait` only.
  private static final Set<String> HIDDEN_INPUTS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current");

  @Test
  void import_findsEveryModule() {
    for (String known : List.of("io.berth.ipam.model", "io.berth.wire", "io.berth.emulator.vpc")) {
      assertTrue(BERTH.containPackage(known), known + " is not among the classes read");
    }
  }

  @Test
  void core_doesNoIoAndLogsNothing() {
    noClasses()
        .that(resideInAPackage(CORE))
        .and(
            not(belongToAnyOf(InstanceTypes.class))
                .as("other than InstanceTypes, which reads its table from the class path"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.util.logging..",
                    "org.slf4j..",
                    "java.security..")
                .and(not(resideInAPackage("java.security..").and(DIGESTS))))
        .check(BERTH);
    noClasses()
        .that(resideInAPackage(CORE))
        .and(not(belongToAnyOf(InstanceTypes.class)))
        .should()
        .dependOnClassesThat(
            describe(
                "are streams of files or processes",
                type ->
                    type.getFullName().startsWith("java.io.File")
                        || type.getFullName().equals("java.lang.Process")
                        || type.getFullName().equals("java.lang.ProcessBuilder")))
        .check(BERTH);
  }

  @Test
  void core_readsNoClockAndDrawsNothing() {
    noClasses()
        .that(resideInAPackage(CORE))
        .should()
        .accessTargetWhere(
            describe(
                "reads a clock, the environment or a random number",
                (JavaAccess<?> access) -> HIDDEN_INPUTS.contains(name(access.getTarget()))))
        .check(BERTH);
    noClasses()
        .that(resideInAPackage(CORE))
        .should()
        .dependOnClassesThat(
            describe(
                "are sources of randomness with a seed of their own",
                type ->
                    type.getFullName().equals("java.util.Random")
                        || type.getFullName().equals("java.security.SecureRandom")))
        .check(BERTH);
  }

  @Test
  void core_startsNoThread() {
    noClasses()
        .that(resideInAPackage(CORE))
        .should()
        .accessTargetWhere(
            describe(
                "uses threads or executors",
                (JavaAccess<?> access) -> {
                  String owner = access.getTargetOwner().getFullName();
                  return (owner.equals("java.lang.Thread")
                          && !access.getName().equals("onSpinWait"))
                      || owner.equals("java.util.concurrent.Executors")
                      || owner.equals("java.util.concurrent.CompletableFuture")
                      || owner.equals("java.util.Timer");
                }))
        .check(BERTH);
  }

  @Test
  void varHandles_onlyInThePoolAndForNativeMemory() {
    noClasses()
        .that(
            resideInAPackage("io.berth..")
                .and(not(resideInAnyPackage("io.berth.ipam.pool", "io.berth.netlink"))))
        .should()
        .dependOnClassesThat(belongToAnyOf(VarHandle.class))
        .check(BERTH);
  }

  @Test
  void foreignFunctions_onlyInNetlink() {
    onlyIn("java.lang.foreign..", "io.berth.netlink..");
  }

  @Test
  void awsSdk_onlyInItsAdapter() {
    onlyIn("software.amazon.awssdk..", "io.berth.ipamd.ec2..");
  }

  @Test
  void netty_onlyInTheServers() {
    onlyIn("io.netty..", "io.berth.ipamd.server..", "io.berth.emulator..");
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.berth.(**)").should().beFreeOfCycles().check(BERTH);
  }

  @Test
  void corePackages_useOnlyWhatStandsBelow() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : BERTH) {
      if (!type.getPackageName().startsWith("io.berth.ipam.")) {
        continue;
      }
      Set<String> allowed = Layers.CORE_USES.getOrDefault(type.getPackageName(), Set.of());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getPackageName();
        if (used.startsWith("io.berth.")
            && !used.equals(type.getPackageName())
            && !allowed.contains(used)) {
          wrong.add(dependency.getDescription());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void corePackages_areAllPlaced() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : BERTH) {
      if (type.getPackageName().startsWith("io.berth.ipam.")) {
        packages.add(type.getPackageName());
      }
    }
    packages.removeAll(Layers.CORE_USES.keySet());
    assertEquals(Set.of(), packages, "packages of the core that Layers does not place");
  }

  @Test
  void adapters_doNotKnowEachOther() {
    for (String adapter : Layers.ADAPTERS) {
      String[] others =
          Layers.ADAPTERS.stream()
              .filter(other -> !other.equals(adapter))
              .map(other -> other + "..")
              .toArray(String[]::new);
      noClasses()
          .that(resideInAPackage(adapter + ".."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(others))
          .allowEmptyShould(true)
          .check(BERTH);
    }
  }

  @Test
  void libraries_knowNothingOfTheDaemon() {
    for (String library :
        List.of("io.berth.netlink..", "io.berth.wire..", "io.berth.cni..", "io.berth.client..")) {
      noClasses()
          .that(resideInAPackage(library))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.berth.ipamd..", CORE, "io.berth.emulator..", "io.berth.demo.."))
          .check(BERTH);
    }
  }

  @Test
  void simulation_usesNothingOfTheDaemonButItsJournal() {
    noClasses()
        .that(resideInAPackage("io.berth.simulation.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.berth.ipamd..").and(not(resideInAPackage("io.berth.ipamd.store"))))
        .check(BERTH);
  }

  private static final DescribedPredicate<JavaClass> DIGESTS =
      describe(
          "compute digests, which are functions",
          type ->
              type.getSimpleName().equals("MessageDigest")
                  || type.getSimpleName().equals("NoSuchAlgorithmException"));

  private static void onlyIn(String library, String... owners) {
    noClasses()
        .that(resideInAPackage("io.berth..").and(not(resideInAnyPackage(owners))))
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .check(BERTH);
  }

  private static String name(AccessTarget target) {
    return target.getOwner().getFullName() + "." + target.getName();
  }
}

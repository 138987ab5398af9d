package io.berth.ipamd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.link.EniLink;
import io.berth.ipam.link.PodLink;
import io.berth.ipam.model.EniId;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.MacAddress;
import io.berth.ipam.port.KernelOutcome.Attached;
import io.berth.ipam.port.KernelOutcome.Done;
import io.berth.ipam.port.KernelOutcome.EnisApplied;
import io.berth.ipam.port.KernelOutcome.Failed;
import io.berth.ipam.port.Sandbox;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// Aim: the daemon needs CAP_NET_ADMIN and nothing else for an ADD whose caller passes descriptors,
/// and says so when it has less. Method: capabilities belong to a thread, so one thread drops all
/// others and starts the adapter, whose threads inherit what is left; the sandbox is opened by a
/// thread that kept them all, as the executable does in its own process.
class CapabilityTest {

  private static final int CAP_NET_ADMIN = 12;

  /// `_LINUX_CAPABILITY_VERSION_3` of `linux/capability.h`.
  private static final int VERSION_3 = 0x20080522;

  @Test
  void netAdminAlone_withDescriptors_attachesChecksAndDetaches() throws Exception {
    try (KernelWorld world = KernelWorld.create(KernelWorld.Way.DESCRIPTORS)) {
      Sandbox sandbox = world.sandbox("a");
      PodLink link = PodLinks.of("a", 1, 3);
      try (NetlinkKernel kernel = world.node().call(CapabilityTest::startWithNetAdminAlone)) {
        assertInstanceOf(
            Attached.class, PodLinks.ask(replyTo -> kernel.attachPod(link, sandbox, replyTo)));
        assertEquals(new Done(), PodLinks.ask(replyTo -> kernel.checkPod(link, sandbox, replyTo)));
        assertEquals(
            new Done(), PodLinks.ask(replyTo -> kernel.detachPods(List.of(link), replyTo)));
        assertEquals(List.of(), world.leftovers());
      }
    }
  }

  @Test
  void netAdminAlone_withAPath_saysWhatIsLacking() throws Exception {
    try (KernelWorld world = KernelWorld.create(KernelWorld.Way.PATH)) {
      Sandbox sandbox = world.sandbox("a");
      PodLink link = PodLinks.of("a", 1, 3);
      try (NetlinkKernel kernel = world.node().call(CapabilityTest::startWithNetAdminAlone)) {
        Failed failed =
            assertInstanceOf(
                Failed.class, PodLinks.ask(replyTo -> kernel.attachPod(link, sandbox, replyTo)));
        assertTrue(failed.text().contains("EPERM"), failed.text());
        assertTrue(failed.text().contains("CAP_SYS_ADMIN"), failed.text());
      }
    }
  }

  @Test
  void noCapability_applyEnis_isAProblemWithItsReason() throws Exception {
    try (KernelWorld world = KernelWorld.create(KernelWorld.Way.PATH)) {
      MacAddress mac = MacAddress.parse("02:00:00:00:00:0a");
      world.plug(mac);
      IpAddress router = IpAddress.parse("10.0.0.1");
      EniLink eni = new EniLink(new EniId("eni-0a"), mac, router.plus(9), 24, router, 2, 9001);
      try (NetlinkKernel kernel = world.node().call(() -> startWith(0))) {
        EnisApplied applied =
            assertInstanceOf(
                EnisApplied.class,
                PodLinks.ask(replyTo -> kernel.applyEnis(List.of(eni), replyTo)));

        assertEquals(List.of(eni.eni()), applied.missing());
        String problem = applied.problems().getFirst();
        assertTrue(problem.startsWith("cannot set up eni-0a on link eth1: cannot set"), problem);
        assertTrue(problem.contains("EPERM"), problem);
      }
    }
  }

  private static NetlinkKernel startWithNetAdminAlone() throws Exception {
    return startWith(1 << CAP_NET_ADMIN);
  }

  private static NetlinkKernel startWith(int capabilities) throws Exception {
    keepOnly(capabilities);
    return NetlinkKernel.start(
        2, KernelWorld.ROUTING, () -> ThreadLocalRandom.current().nextLong());
  }

  /// `capset(2)` on the calling thread.
  @SuppressWarnings("restricted") // A test may call the C library.
  private static void keepOnly(int capabilities) throws Exception {
    Linker linker = Linker.nativeLinker();
    MethodHandle capset =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("capset"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocateFrom(ValueLayout.JAVA_INT, VERSION_3, 0);
      // Effective, permitted, inheritable, for the capabilities 0 to 31 and then 32 to 63.
      MemorySegment sets =
          arena.allocateFrom(ValueLayout.JAVA_INT, capabilities, capabilities, 0, 0, 0, 0);
      assertEquals(0, (int) capset.invokeExact(header, sets));
    } catch (Exception e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}

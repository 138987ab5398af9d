package io.berth.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: namespaces are made, found, entered and removed without a trace on any thread. Method: the
/// real kernel, its identities as witness.
class NetworkNamespaceTest {
  @TempDir Path directory;

  @Test
  void call_inAnotherNamespace_leavesTheCallerWhereItWas() throws IOException {
    needsPrivileges();
    try (NetworkNamespace fresh = NetworkNamespace.create();
        NetworkNamespace before = NetworkNamespace.current()) {
      NamespaceIdentity inside = fresh.call(NetworkNamespaceTest::currentIdentity);

      assertEquals(fresh.identity(), inside);
      assertNotEquals(before.identity(), inside);
      assertEquals(before.identity(), currentIdentity());
    }
  }

  @Test
  void call_taskThrows_theCallerSeesIt() throws IOException {
    needsPrivileges();
    IOException checked = new IOException("checked");
    IllegalStateException unchecked = new IllegalStateException("unchecked");
    Exception other = new Exception("other");
    try (NetworkNamespace fresh = NetworkNamespace.create()) {
      assertSame(checked, assertThrows(IOException.class, () -> fresh.call(() -> fail(checked))));
      assertSame(
          unchecked,
          assertThrows(IllegalStateException.class, () -> fresh.call(() -> fail(unchecked))));
      IOException wrapped = assertThrows(IOException.class, () -> fresh.call(() -> fail(other)));
      assertSame(other, wrapped.getCause());
      assertEquals("the task inside the network namespace failed: other", wrapped.getMessage());
    }
  }

  @Test
  void call_callerInterrupted_taskLearnsItAndTheCallerToo() throws IOException {
    needsPrivileges();
    try (NetworkNamespace fresh = NetworkNamespace.create()) {
      Thread.currentThread().interrupt();
      String heard =
          fresh.call(() -> {
            try {
              new java.util.concurrent.CountDownLatch(1).await();
              return "nothing";
            } catch (InterruptedException e) {
              return "interrupt";
            }
          });

      assertTrue(Thread.interrupted());
      assertEquals("interrupt", heard);
    }
  }

  @Test
  void createMounted_openedByPath_isTheSameUntilDeleted() throws IOException {
    needsPrivileges();
    Path path = directory.resolve("sub/blue");
    try (NetworkNamespace made = NetworkNamespace.createMounted(path);
        NetworkNamespace opened = NetworkNamespace.open(path)) {
      assertEquals(made.identity(), opened.identity());
      assertThrows(FileAlreadyExistsException.class, () -> NetworkNamespace.createMounted(path));
    }
    try (NetworkNamespace stillThere = NetworkNamespace.open(path)) {
      assertEquals(stillThere.identity(), stillThere.call(NetworkNamespaceTest::currentIdentity));
    }

    NetworkNamespace.delete(path);
    NetworkNamespace.delete(path);

    assertFalse(Files.exists(path));
    assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(path.toString()));
  }

  @Test
  void open_whatIsNoNetworkNamespace_isRefusedWithItsPath() throws IOException {
    Path file = Files.createFile(directory.resolve("plain"));

    assertRefused("EINVAL", file + " is not a network namespace", file);
    assertRefused(
        "EINVAL", "/proc/self/ns/mnt is not a network namespace", Path.of("/proc/self/ns/mnt"));
    Path absent = directory.resolve("absent");
    assertRefused(
        "ENOENT", "cannot open network namespace " + absent + ": ENOENT (no such object)", absent);
  }

  @Test
  void closedHandle_used_saysSo() throws IOException {
    NetworkNamespace own = NetworkNamespace.current();
    own.close();
    own.close();

    assertEquals(
        "the handle of network namespace " + own + " is closed",
        assertThrows(IllegalStateException.class, own::descriptor).getMessage());
  }

  private static void assertRefused(String errno, String message, Path path) {
    SystemCallException refusal =
        assertThrows(SystemCallException.class, () -> NetworkNamespace.open(path));
    assertEquals(errno, refusal.errnoName());
    assertEquals(message, refusal.getMessage());
  }

  private static NamespaceIdentity currentIdentity() throws IOException {
    try (NetworkNamespace current = NetworkNamespace.current()) {
      return current.identity();
    }
  }

  private static String fail(Exception failure) throws Exception {
    throw failure;
  }

  private static void needsPrivileges() {
    Optional<String> lack = Privileges.lackingForNamespaces();
    assumeTrue(lack.isEmpty(), () -> lack.orElse(""));
  }
}

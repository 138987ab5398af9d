package io.berth.simulation.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipamd.store.Storage;
import io.berth.simulation.check.BrokenPromiseException;
import io.berth.simulation.world.DiskFault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Aim: whatever the disk does, no promise breaks and what was answered stands. Method: a scripted
/// life of a node (warm-up, ADDs, DELs, a compaction, a restart) under the real journal, once for
/// each operation of the disk and once for each event.
class DiskFaultTest {

  private static final List<DiskFault> CRASH_LOSSES =
      List.of(DiskFault.LOST_WRITE, DiskFault.TORN_WRITE, DiskFault.LOST_RENAME);

  @Test
  void operationFails_eachOnce_breaksNothing() {
    long operations = life(-1, UnaryOperator.identity()).operations();
    assertTrue(operations > 60, operations + " operations");
    for (long n = 1; n <= operations; n++) {
      ScriptedLife life = new ScriptedLife(n, UnaryOperator.identity());
      life.storage().failAt(life.storage().operations() + n);
      life.play("operation " + n + " fails", -1);
      assertEquals(1, life.storage().count(DiskFault.FAILED_OPERATION), "operation " + n);
    }
  }

  @Test
  void daemonIsKilledWithinAnOperation_eachOnce_breaksNothing() {
    long operations = life(-1, UnaryOperator.identity()).operations();
    for (long n = 1; n <= operations; n++) {
      ScriptedLife life = new ScriptedLife(n, UnaryOperator.identity());
      CRASH_LOSSES.forEach(life.storage()::begin);
      life.storage().killAt(life.storage().operations() + n);
      life.play("killed in operation " + n, -1);
      assertEquals(1, life.storage().count(DiskFault.KILLED_IN_OPERATION), "operation " + n);
    }
  }

  @Test
  void daemonCrashes_afterEachEvent_losingWhatWasNotSynced_breaksNothing() {
    long events = life(-1, UnaryOperator.identity()).events();
    Map<DiskFault, Long> lost = new EnumMap<>(DiskFault.class);
    for (int n = 0; n < events; n++) {
      ScriptedLife life = life(n, UnaryOperator.identity());
      for (DiskFault fault : CRASH_LOSSES) {
        lost.merge(fault, life.storage().count(fault), Long::sum);
      }
    }
    for (DiskFault fault : CRASH_LOSSES) {
      assertTrue(lost.getOrDefault(fault, 0L) > 0, fault + " never happened");
    }
  }

  @Test
  void journalThatDoesNotSync_isCaught() {
    assertThrows(BrokenPromiseException.class, () -> life(-1, WithoutSync::new));
  }

  private static ScriptedLife life(int crashAfter, UnaryOperator<Storage> view) {
    ScriptedLife life = new ScriptedLife(crashAfter, view);
    CRASH_LOSSES.forEach(life.storage()::begin);
    life.play("crash after event " + crashAfter, crashAfter);
    return life;
  }

  /// Claims to have synced.
  private record WithoutSync(Storage disk) implements Storage {

    @Override
    public Closeable lock(Path lockFile) throws IOException {
      return disk.lock(lockFile);
    }

    @Override
    public byte @Nullable [] read(Path file, int limitBytes) throws IOException {
      return disk.read(file, limitBytes);
    }

    @Override
    public Output append(Path file) throws IOException {
      return new WithoutForce(disk.append(file));
    }

    @Override
    public Output create(Path file) throws IOException {
      return new WithoutForce(disk.create(file));
    }

    @Override
    public void keepAs(Path file, Path secondName) throws IOException {
      disk.keepAs(file, secondName);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
      disk.replace(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
      disk.delete(file);
    }
  }

  private record WithoutForce(Storage.Output output) implements Storage.Output {

    @Override
    public void write(byte[] bytes) throws IOException {
      output.write(bytes);
    }

    @Override
    public void force() {
      // That is the defect.
    }

    @Override
    public void cut(long lengthBytes) throws IOException {
      output.cut(lengthBytes);
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}

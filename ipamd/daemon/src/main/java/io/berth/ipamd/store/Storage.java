package io.berth.ipamd.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The operations on a file system that a journal needs. On the machine's own it is
/// [FileJournal#open(Path, String, String, io.berth.ipam.port.Clock, JournalObserver)] that brings
/// one; tests and the simulation bring one that counts operations and makes them fail.
///
/// Used by one thread at a time. An operation that throws may have been done in part; what it may
/// leave is said at each.
public interface Storage {

  /// Makes the folder if it is missing, readable by its owner only, and takes the lock file in it.
  /// The lock is held until it is closed or the process ends.
  ///
  /// @throws IOException also when another process holds it
  Closeable lock(Path lockFile) throws IOException;

  /// The whole file, or `null` when there is none.
  ///
  /// @throws IOException also when it is longer than `limitBytes`
  byte @Nullable [] read(Path file, int limitBytes) throws IOException;

  /// Opens an existing file for appending.
  Output append(Path file) throws IOException;

  /// Makes a file, empty also if there was one, readable by its owner only.
  Output create(Path file) throws IOException;

  /// Gives a file a second name, by which it survives the loss of the first.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException when that name is taken
  void keepAs(Path file, Path secondName) throws IOException;

  /// Renames in one step, over what has that name, and makes the folder remember it.
  void replace(Path from, Path to) throws IOException;

  /// Deletes a file if it is there.
  void delete(Path file) throws IOException;

  /// An open file that grows at its end.
  interface Output extends Closeable {

    /// Writes all bytes at the end. After a failure an unknown part of them is there.
    void write(byte[] bytes) throws IOException;

    /// Returns when everything written so far is on stable storage.
    void force() throws IOException;

    /// Cuts the file to a length, which is also where the next write begins.
    void cut(long lengthBytes) throws IOException;
  }
}

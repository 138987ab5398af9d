package io.berth.cni;

import org.jspecify.annotations.Nullable;

/// What the executable needs from the system. Two implementations share all other code:
/// [NativeHost], translated to C, and [JvmHost]. Paths and variables are bytes, because that is
/// what the system has. Nothing throws: a negative result is [#TIMED_OUT] or [#FAILED], and
/// [#problem()] then says why.
interface Host {

  /// The time given for an operation passed.
  int TIMED_OUT = -1;

  /// The operation failed.
  int FAILED = -2;

  /// Of [#store(byte[], byte[], byte[], int, int)]: the folder holds as many files as it may.
  int FULL = -3;

  /// Of [#openNetns(byte[])]: not a network namespace, or one that this host cannot pass on.
  int NETNS_NOT_PASSED = 0;

  /// Of [#openNetns(byte[])]: descriptors are ready to accompany the frame.
  int NETNS_PASSED = 1;

  /// Of [#openNetns(byte[])]: ready as well, but it is the namespace of this process.
  int NETNS_OWN = 2;

  /// An environment variable; null when it is not set.
  byte @Nullable [] variable(String name);

  /// Reads from stdin.
  ///
  /// @return how many bytes were read, 0 at the end, or a negative result
  int readStdin(byte[] into, int offset, int count, int timeoutMillis);

  /// Writes to stdout (1) or stderr (2); what cannot be written is lost.
  void write(int stream, byte[] bytes, int offset, int count);

  /// Looks at a namespace path and prepares the descriptors that accompany the next frame.
  ///
  /// @return one of the constants `NETNS_…`
  int openNetns(byte[] path);

  /// Connects to the daemon.
  ///
  /// @return 0 or a negative result
  int connect(byte[] path, int timeoutMillis);

  /// Sends the frame over the connection.
  ///
  /// @param descriptors whether those of [#openNetns(byte[])] go between header and payload
  /// @return 0 or a negative result
  int send(byte[] frame, int count, boolean descriptors, int timeoutMillis);

  /// Receives from the connection.
  ///
  /// @return how many bytes were read, 0 at the end, or a negative result
  int receive(byte[] into, int offset, int count, int timeoutMillis);

  /// A monotonic clock in milliseconds.
  long nowMillis();

  /// Sets the modification time of a file to now; creates the file when it is not there.
  void touch(byte[] path);

  /// Seconds since the modification time of a file, on the wall clock; negative when there is no
  /// such file.
  long ageSeconds(byte[] path);

  /// Writes a file durably: temporary name, sync, rename, sync of the folder. Creates the folder
  /// and the one around it.
  ///
  /// @param maxFiles how many entries the folder may have; a file that is already there is replaced
  ///   even so
  /// @return 0, [#FULL] or [#FAILED]
  int store(byte[] folder, byte[] name, byte[] bytes, int count, int maxFiles);

  /// Removes what [#store(byte[], byte[], byte[], int, int)] wrote.
  void discard(byte[] folder, byte[] name);

  /// Why the last operation failed, as a few words of text.
  byte[] problem();
}

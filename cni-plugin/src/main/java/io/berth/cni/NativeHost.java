package io.berth.cni;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/// The system as `src/main/native/host.c` offers it. Only the native form contains this class;
/// addresses of arrays are good for one call, during which nothing is allocated and nothing moves.
@Include("host.h")
final class NativeHost implements Host {

  private static final int PROBLEM_BYTES = 256;

  @Override
  public byte @Nullable [] variable(String name) {
    byte[] key = terminated(ByteText.of(name));
    int length = variableLength(Address.ofData(key));
    if (length < 0) {
      return null;
    }
    byte[] value = new byte[length];
    copyVariable(Address.ofData(key), Address.ofData(value), length);
    return value;
  }

  @Override
  public int readStdin(byte[] into, int offset, int count, int timeoutMillis) {
    return readStdin(Address.ofData(into).add(offset), count, timeoutMillis);
  }

  @Override
  public void write(int stream, byte[] bytes, int offset, int count) {
    write(stream, Address.ofData(bytes).add(offset), count);
  }

  @Override
  public int openNetns(byte[] path) {
    return openNetns(Address.ofData(terminated(path)));
  }

  @Override
  public int connect(byte[] path, int timeoutMillis) {
    return connect(Address.ofData(path), path.length, timeoutMillis);
  }

  @Override
  public int send(byte[] frame, int count, boolean descriptors, int timeoutMillis) {
    return send(Address.ofData(frame), count, descriptors ? 1 : 0, timeoutMillis);
  }

  @Override
  public int receive(byte[] into, int offset, int count, int timeoutMillis) {
    return receive(Address.ofData(into).add(offset), count, timeoutMillis);
  }

  @Override
  public long nowMillis() {
    return monotonicMillis();
  }

  @Override
  public void touch(byte[] path) {
    touch(Address.ofData(terminated(path)));
  }

  @Override
  public long ageSeconds(byte[] path) {
    return ageSeconds(Address.ofData(terminated(path)));
  }

  @Override
  public int store(byte[] folder, byte[] name, byte[] bytes, int count, int maxFiles) {
    byte[] folderPath = terminated(folder);
    byte[] fileName = terminated(name);
    return store(
        Address.ofData(folderPath),
        Address.ofData(fileName),
        Address.ofData(bytes),
        count,
        maxFiles);
  }

  @Override
  public void discard(byte[] folder, byte[] name) {
    byte[] path = new ByteText().raw(folder).ascii("/").raw(name).toBytes();
    removeFile(Address.ofData(terminated(path)));
  }

  @Override
  public byte[] problem() {
    byte[] text = new byte[PROBLEM_BYTES];
    return Arrays.copyOf(text, problem(Address.ofData(text), PROBLEM_BYTES));
  }

  /// Prints ASCII text to stdout.
  static void report(String text) {
    byte[] bytes = ByteText.of(text);
    write(1, Address.ofData(bytes), bytes.length);
  }

  private static byte[] terminated(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }

  @Import(name = "berth_exit")
  static native void exit(int code);

  @Import(name = "berth_variable_length")
  private static native int variableLength(Address name);

  @Import(name = "berth_copy_variable")
  private static native void copyVariable(Address name, Address into, int count);

  @Import(name = "berth_read_stdin")
  private static native int readStdin(Address into, int count, int timeoutMillis);

  @Import(name = "berth_write")
  private static native void write(int stream, Address bytes, int count);

  @Import(name = "berth_open_netns")
  private static native int openNetns(Address path);

  @Import(name = "berth_connect")
  private static native int connect(Address path, int length, int timeoutMillis);

  @Import(name = "berth_send")
  private static native int send(Address frame, int count, int descriptors, int timeoutMillis);

  @Import(name = "berth_receive")
  private static native int receive(Address into, int count, int timeoutMillis);

  @Import(name = "berth_monotonic_millis")
  private static native long monotonicMillis();

  @Import(name = "berth_touch")
  private static native void touch(Address path);

  @Import(name = "berth_age_seconds")
  private static native long ageSeconds(Address path);

  @Import(name = "berth_store")
  private static native int store(
      Address folder, Address name, Address bytes, int count, int maxFiles);

  @Import(name = "berth_remove_file")
  private static native void removeFile(Address path);

  @Import(name = "berth_problem")
  private static native int problem(Address into, int capacity);
}

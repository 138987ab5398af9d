package io.berth.demo.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What the executable answered.
///
/// @param exitCode 0 for success; 128 and the number of the signal when one ended it
/// @param stdout the result or the error, JSON; empty after a successful DEL
/// @param stderr its log, for people
/// @param nanos from before the process was started until it had ended
public record CniAnswer(int exitCode, String stdout, String stderr, long nanos) {

  private static final int SIGKILLED = 128 + 9;

  public boolean succeeded() {
    return exitCode == 0;
  }

  /// Whether somebody ended it with SIGKILL.
  public boolean killed() {
    return exitCode == SIGKILLED;
  }

  /// The pod's address in a result of ADD, without its prefix length.
  ///
  /// @throws IOException when the result has no address; the message shows it
  public String address() throws IOException {
    if (JSON.std.mapFrom(stdout).get("ips") instanceof List<?> ips
        && !ips.isEmpty()
        && ips.getFirst() instanceof Map<?, ?> first
        && first.get("address") instanceof String address) {
      int slash = address.indexOf('/');
      return slash < 0 ? address : address.substring(0, slash);
    }
    throw new IOException("the result of ADD holds no address: " + stdout);
  }

  /// One sentence on a failure: the code and the message of the CNI error, or whatever was said.
  public String failure() {
    try {
      Map<String, Object> error = JSON.std.mapFrom(stdout);
      Object details = error.get("details");
      return "code "
          + error.get("code")
          + ": "
          + error.get("msg")
          + (details == null || details.equals("") ? "" : " (" + details + ")");
    } catch (IOException _) {
      return "exit code " + exitCode + ": " + (stdout + " " + stderr).strip();
    }
  }
}

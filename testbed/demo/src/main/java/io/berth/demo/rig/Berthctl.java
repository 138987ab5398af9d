package io.berth.demo.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Asks a daemon with `berthctl --json`, as an operator's script would.
///
/// @param program the executable
/// @param socket of the daemon
public record Berthctl(Path program, Path socket) {

  private static final long TIMEOUT_SECONDS = 20;

  /// @throws IOException when no daemon answers
  public PoolView pool() throws IOException, InterruptedException {
    return PoolView.of(ask("pool"));
  }

  /// @throws IOException when no daemon answers
  public List<LeaseView> leases() throws IOException, InterruptedException {
    return JsonFields.objects(ask("leases"), "leases").stream().map(LeaseView::of).toList();
  }

  private Map<String, Object> ask(String question) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "--socket", socket.toString(), "--json", question);
    builder.environment().clear();
    builder.environment().putAll(Child.plainEnvironment());
    Process process = builder.start();
    process.getOutputStream().close();
    // What goes to stderr fits into a pipe, so it may be read last.
    String answer = text(process.getInputStream());
    String complaint = text(process.getErrorStream());
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("berthctl " + question + " took more than " + TIMEOUT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException((complaint + answer).strip());
    }
    return JSON.std.mapFrom(answer);
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}

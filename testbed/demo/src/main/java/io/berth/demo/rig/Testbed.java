package io.berth.demo.rig;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipam.model.InstanceLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The emulator, running as a program of its own, and what it said about itself.
public final class Testbed {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  /// Longer than any caller waits.
  private static final Duration SILENCE = Duration.ofMinutes(10);

  /// How long the emulated EC2 takes.
  public enum Latency {
    /// As EC2 on a good day.
    REALISTIC("realistic"),
    /// Nothing takes time.
    NONE("zero");

    private final String profile;

    Latency(String profile) {
      this.profile = profile;
    }
  }

  /// How a service of AWS behaves.
  public enum Service {
    /// As it should.
    ANSWERS,
    /// EC2 breaks each connection without an answer; the metadata service answers 503.
    BREAKS,
    /// Accepts requests and never answers.
    SILENT
  }

  private final Child emulator;
  private final TestbedView view;
  private final HttpClient http;

  private Testbed(Child emulator, TestbedView view) {
    this.emulator = emulator;
    this.view = view;
    this.http = HttpClient.newBuilder().connectTimeout(CALL_LIMIT).build();
  }

  /// Starts the emulator with instances and waits until they are there.
  ///
  /// @throws IOException when it ends or does not get there; what it said is in [#log]
  public static Testbed start(
      Dist dist, RunFolder folder, int nodes, InstanceLimits limits, Latency latency)
      throws IOException, InterruptedException {
    return start(
        dist,
        folder,
        List.of(
            "--profile",
            latency.profile,
            "--netns-directory",
            folder.folder("vpc").toString(),
            "--instances",
            String.valueOf(nodes),
            "--instance-type",
            limits.instanceType()));
  }

  /// Starts only the APIs, with one instance and for whoever may not make namespaces.
  ///
  /// @throws IOException when it ends or does not get there; what it said is in [#log]
  public static Testbed startWithoutNetwork(Dist dist, RunFolder folder)
      throws IOException, InterruptedException {
    return start(
        dist,
        folder,
        List.of("--no-network", "--profile", Latency.NONE.profile, "--instances", "1"));
  }

  private static Testbed start(Dist dist, RunFolder folder, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(dist.emulator().toString(), "--json"));
    command.addAll(options);
    Path output = folder.root().resolve("emulator.json");
    Child emulator =
        Child.start("the emulator", command, Child.plainEnvironment(), output, log(folder));
    boolean started = false;
    try {
      boolean ready =
          Await.until(
              START_LIMIT,
              LOOK_EVERY,
              () -> {
                emulator.requireAlive();
                return !summary(output).isEmpty();
              });
      if (!ready) {
        throw new IOException("the emulator was not ready after " + START_LIMIT.toSeconds() + " s");
      }
      TestbedView view = TestbedView.of(JSON.std.mapFrom(summary(output)));
      started = true;
      return new Testbed(emulator, view);
    } finally {
      if (!started) {
        emulator.stop(STOP_LIMIT);
      }
    }
  }

  /// Where the emulator writes what it has to say.
  public static Path log(RunFolder folder) {
    return folder.root().resolve("emulator.log");
  }

  /// The line in which it describes itself once it is ready, or empty.
  private static String summary(Path output) throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith("{"))
        .findFirst()
        .orElse("");
  }

  /// The instances that it started with.
  public List<NodePlace> nodes() {
    return view.nodes();
  }

  /// Where the EC2 API listens, for callers outside of the nodes.
  public URI ec2Endpoint() {
    return view.ec2();
  }

  /// The emulator's own API.
  public URI controlEndpoint() {
    return view.control();
  }

  /// Lets every call of EC2 go so from now on.
  public void setEc2(Service how) throws IOException, InterruptedException {
    control("DELETE", "/faults", "");
    if (how != Service.ANSWERS) {
      String delay =
          how == Service.SILENT ? ",\"delayMillis\":" + SILENCE.toMillis() : ",\"delayMillis\":0";
      control(
          "POST", "/faults", "{\"action\":\"*\",\"effect\":\"callLost\",\"times\":0" + delay + "}");
    }
  }

  /// Lets the metadata service of all nodes go so from now on.
  public void setMetadata(Service how) throws IOException, InterruptedException {
    String state =
        switch (how) {
          case ANSWERS -> "answers";
          case BREAKS -> "fails";
          case SILENT -> "silent";
        };
    control("PUT", "/metadata", "{\"state\":\"" + state + "\"}");
  }

  private void control(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(view.control().resolve(path))
            .timeout(CALL_LIMIT)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          method
              + " "
              + path
              + " of the emulator answered "
              + response.statusCode()
              + ": "
              + response.body());
    }
  }

  /// How many calls of the EC2 API were answered since the start, by action.
  public Map<String, Long> ec2Calls() throws IOException, InterruptedException {
    URI uri = view.control().resolve("/calls?summary=true");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(CALL_LIMIT).build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Map<String, Long> calls = new TreeMap<>();
    JsonFields.object(JSON.std.mapFrom(answer), "byAction")
        .forEach((action, count) -> {
          if (count instanceof Number number) {
            calls.put(action, number.longValue());
          }
        });
    return calls;
  }

  /// Stops the emulator, which removes what it made.
  public void close() throws InterruptedException {
    http.shutdownNow();
    emulator.stop(STOP_LIMIT);
  }
}

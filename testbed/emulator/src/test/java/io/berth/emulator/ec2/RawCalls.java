package io.berth.emulator.ec2;

import io.berth.emulator.Emulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Speaks the Query protocol by hand.
final class RawCalls implements AutoCloseable {

  static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=AKID/20261125/us-east-1/ec2/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature="
          + "0".repeat(64);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI endpoint;

  RawCalls(Emulator emulator) {
    this.endpoint = emulator.ec2Endpoint();
  }

  HttpResponse<String> post(String form) throws IOException, InterruptedException {
    return post(form, SIGNED);
  }

  HttpResponse<String> post(String form, String authorization)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(String query) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(endpoint.resolve("/?" + query))
            .header("Authorization", SIGNED)
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}

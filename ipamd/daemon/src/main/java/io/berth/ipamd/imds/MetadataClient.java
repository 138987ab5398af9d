package io.berth.ipamd.imds;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A client of the instance metadata service, version 2: a session token is fetched once and sent
/// with every request. Blocks the caller within [MetadataLimits]. Safe for any thread. Never goes
/// through a proxy and never follows a redirect.
///
/// Source: Amazon EC2 user guide, "Use the Instance Metadata Service to access instance metadata".
/// `HttpURLConnection` because it costs 20 ms and 45 MB to first use where `java.net.http` costs
/// 186 ms and 77 MB (measured).
public final class MetadataClient {

  private static final int TOKEN_TTL_SECONDS = 21_600;

  /// A token is renewed at half of its life, long before the service refuses it.
  private static final long TOKEN_USE_NANOS = TOKEN_TTL_SECONDS * 1_000_000_000L / 2;

  private static final String TOKEN_PATH = "/latest/api/token";
  private static final String TTL_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN_HEADER = "X-aws-ec2-metadata-token";

  private final URI endpoint;
  private final MetadataLimits limits;
  private final LongSupplier nanoClock;
  private volatile @Nullable Token token;

  private record Token(String text, long fetchedNanos) {}

  /// An HTTP answer of any status.
  private record Reply(int status, String text) {}

  /// @param endpoint `http://169.254.169.254` on an instance
  /// @param nanoClock as [System#nanoTime()]
  public MetadataClient(URI endpoint, MetadataLimits limits, LongSupplier nanoClock) {
    this.endpoint = endpoint;
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /// The content at a path below `/latest/meta-data/`, for example `instance-id`.
  public MetadataAnswer get(String path) {
    String full = "/latest/meta-data/" + path;
    try {
      Token used = currentToken();
      Reply reply = exchange("GET", full, TOKEN_HEADER, used.text());
      if (reply.status() == HttpURLConnection.HTTP_UNAUTHORIZED) {
        token = null;
        reply = exchange("GET", full, TOKEN_HEADER, currentToken().text());
      }
      return switch (reply.status()) {
        case HttpURLConnection.HTTP_OK -> new MetadataAnswer.Found(reply.text().strip());
        case HttpURLConnection.HTTP_NOT_FOUND -> new MetadataAnswer.Absent(full);
        default -> new MetadataAnswer.Failed(sentence(full, "HTTP status " + reply.status()));
      };
    } catch (IOException e) {
      return new MetadataAnswer.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Token currentToken() throws IOException {
    Token current = token;
    if (current != null && nanoClock.getAsLong() - current.fetchedNanos() < TOKEN_USE_NANOS) {
      return current;
    }
    long now = nanoClock.getAsLong();
    Reply reply = exchange("PUT", TOKEN_PATH, TTL_HEADER, String.valueOf(TOKEN_TTL_SECONDS));
    String text = reply.text().strip();
    if (reply.status() != HttpURLConnection.HTTP_OK || !isHeaderValue(text)) {
      String cause =
          reply.status() == HttpURLConnection.HTTP_FORBIDDEN
              ? "HTTP status 403; the metadata service of this instance is switched off"
              : "HTTP status " + reply.status();
      throw new IOException(sentence(TOKEN_PATH, cause));
    }
    Token fresh = new Token(text, now);
    token = fresh;
    return fresh;
  }

  /// @throws IOException whose message is a sentence for people
  private Reply exchange(String method, String path, String header, String value)
      throws IOException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) endpoint.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setRequestProperty(header, value);
      connection.setConnectTimeout(limits.connectMillis());
      connection.setReadTimeout(limits.readMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      int status = connection.getResponseCode();
      InputStream body =
          status >= HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getErrorStream()
              : connection.getInputStream();
      return new Reply(status, body == null ? "" : read(body));
    } catch (SocketTimeoutException e) {
      throw new IOException(
          sentence(
              path,
              "no answer in time; the daemon needs the host's network, or a hop limit of 2 or more"
                  + " in the instance's metadata options"),
          e);
    } catch (IOException e) {
      throw new IOException(sentence(path, String.valueOf(e.getMessage())), e);
    }
  }

  private String read(InputStream body) throws IOException {
    try (body) {
      byte[] bytes = body.readNBytes(limits.bodyBytes() + 1);
      if (bytes.length > limits.bodyBytes()) {
        throw new IOException("the answer has more than " + limits.bodyBytes() + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private String sentence(String path, String cause) {
    return "metadata service " + endpoint + path + ": " + cause;
  }

  private static boolean isHeaderValue(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
  }
}

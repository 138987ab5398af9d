package io.berth.ipamd.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Stands before LocalStack 4.14.0 and corrects one thing in its answers: it writes the last bytes
/// of a MAC address in decimal with the format's letters behind (`02:00:00:24602x:21802x:3702x`),
/// which no client can use. Everything else passes as it is.
final class MacCorrectingProxy implements AutoCloseable {

  private static final Pattern DECIMAL_BYTE = Pattern.compile("(?<=:)(\\d{1,3})02x(?=[:<])");

  private final URI target;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();

  MacCorrectingProxy(URI target) throws IOException {
    this.target = target;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : exchange.getRequestHeaders().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz") || List.of("content-type", "authorization").contains(lower)) {
        request.header(name, exchange.getRequestHeaders().getFirst(name));
      }
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException("the proxy is stopping", e);
    }
    byte[] body = corrected(response.body()).getBytes(StandardCharsets.UTF_8);
    response
        .headers()
        .firstValue("content-type")
        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  static String corrected(String body) {
    return DECIMAL_BYTE
        .matcher(body)
        .replaceAll(found -> "%02x".formatted(Integer.parseInt(found.group(1))));
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
    threads.close();
  }
}

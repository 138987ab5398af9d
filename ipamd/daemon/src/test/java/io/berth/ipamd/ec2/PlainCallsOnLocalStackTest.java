package io.berth.ipamd.ec2;

import static org.junit.jupiter.api.Assumptions.abort;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/// The plain calls on LocalStack: one that runs already and is named by the system property
/// `berth.localstack` (`.ci/with-localstack` starts one without Docker), or a container where a
/// Docker engine has the image. Nothing is pulled. With neither the tests count as skipped.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainCallsOnLocalStackTest extends PlainCalls {

  /// The last release that asks for no token.
  private static final String IMAGE = "localstack/localstack:4.14.0";

  private @Nullable LocalStackContainer container;
  private @Nullable MacCorrectingProxy proxy;

  @BeforeAll
  void find() throws IOException {
    String running = System.getProperty("berth.localstack", "");
    proxy = new MacCorrectingProxy(running.isEmpty() ? startContainer() : URI.create(running));
  }

  private URI startContainer() {
    if (!hasImage()) {
      String reason =
          "no LocalStack: the property berth.localstack is not set, and no Docker engine has the image "
              + IMAGE
              + "; .ci/with-localstack installs and runs one without Docker";
      LoggerFactory.getLogger(PlainCallsOnLocalStackTest.class).warn("skipped, {}", reason);
      abort(reason);
    }
    LocalStackContainer started =
        new LocalStackContainer(DockerImageName.parse(IMAGE)).withServices("ec2");
    container = started;
    started.start();
    return started.getEndpoint();
  }

  private static boolean hasImage() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return false;
    }
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec();
      return true;
    } catch (NotFoundException _) {
      return false;
    }
  }

  @AfterAll
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
    LocalStackContainer started = container;
    if (started != null) {
      started.close();
    }
  }

  @Override
  URI endpoint() {
    return Objects.requireNonNull(proxy).endpoint();
  }
}

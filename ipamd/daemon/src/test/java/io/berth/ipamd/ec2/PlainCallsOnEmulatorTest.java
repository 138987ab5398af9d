package io.berth.ipamd.ec2;

import io.berth.emulator.Emulator;
import io.berth.emulator.EmulatorOptions;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// The plain calls on the project's own emulator.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainCallsOnEmulatorTest extends PlainCalls {

  private Emulator emulator;

  @BeforeAll
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.DEFAULT);
  }

  @AfterAll
  void stop() {
    emulator.close();
  }

  @Override
  URI endpoint() {
    return emulator.ec2Endpoint();
  }
}

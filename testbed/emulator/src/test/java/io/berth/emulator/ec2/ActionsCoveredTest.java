package io.berth.emulator.ec2;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.emulator.vpc.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No action is served that the tests with the real SDK do not call.
class ActionsCoveredTest {

  private static final Path TESTS = Path.of("src/test/java/io/berth/emulator/ec2");

  @ParameterizedTest
  @EnumSource
  void action_served_isCalledThroughTheSdk(Action action) throws IOException {
    String name = action.wireName();
    String call = "ec2." + Character.toLowerCase(name.charAt(0)) + name.substring(1);
    String tests =
        Files.readString(TESTS.resolve("Ec2SdkTest.java"))
            + Files.readString(TESTS.resolve("SetupSdkTest.java"));
    assertTrue(tests.contains(call), call + " is not called by Ec2SdkTest or SetupSdkTest");
  }
}

package io.berth.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Guards the correction that `native.sh` makes to what TeaVM generates for try/catch. A small
/// program that reads locals after caught exceptions goes through the same script; without the
/// correction it crashes at the script's optimisation.
class NativeCatchTest {

  @Test
  void locals_afterACaughtException_keepTheirValues() throws Exception {
    Form.shipped();
    Path target = Form.module().resolve("target");
    Path folder = target.resolve("native-test/catch");
    Path classes = folder.resolve("classes");
    copyIfChanged(
        target.resolve("test-classes/io/berth/cni/CatchProbe.class"),
        classes.resolve("io/berth/cni/CatchProbe.class"));
    Path probe = folder.resolve("catch-probe");
    Program.Result built =
        new Program(
                List.of(
                    "sh",
                    Form.module().resolve("src/build/native.sh").toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    Files.readString(target.resolve("native/teavm.classpath")).strip()
                        + File.pathSeparator
                        + target.resolve("classes"),
                    "io.berth.cni.CatchProbe",
                    classes.toString(),
                    probe.toString()))
            .run();
    assertEquals(0, built.exitCode(), built.stderr());
    assertEquals(new Program.Result(0, "", ""), new Program(List.of(probe.toString())).run());
  }

  /// Leaves an equal file and its time alone, so that the script has nothing to do.
  private static void copyIfChanged(Path from, Path to) throws IOException {
    byte[] content = Files.readAllBytes(from);
    if (!Files.exists(to) || !Arrays.equals(content, Files.readAllBytes(to))) {
      Files.createDirectories(to.getParent());
      Files.write(to, content);
    }
  }
}

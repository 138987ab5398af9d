import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.teavm.diagnostics.DefaultProblemTextConsumer;
import org.teavm.diagnostics.Problem;
import org.teavm.diagnostics.ProblemSeverity;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/// Translates a main class and all that it reaches to C. A build step that `native.sh` runs from source, with TeaVM on the
/// class path: TeaVM's Maven plugin translates anew in every build, the script only after a change.
///
/// Arguments: main class, folder of its classes, output folder.
public final class JavaToC {

  /// Committed at start; one allocation as large as all of it would fault, and the largest are a frame of 1 MiB and its
  /// double while it grows. Pages cost nothing until they are written.
  private static final int MIN_HEAP_BYTES = 8 << 20;

  private static final int MAX_HEAP_BYTES = 32 << 20;

  private JavaToC() {}

  public static void main(String[] arguments) throws IOException, TeaVMToolException {
    List<File> classPath = new ArrayList<>();
    classPath.add(new File(arguments[1]));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      classPath.add(new File(entry));
    }
    URL[] compiled = {classPath.get(0).toURI().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(compiled, TeaVMTool.class.getClassLoader())) {
      TeaVMTool tool = new TeaVMTool();
      tool.setClassLoader(loader);
      tool.setClassPath(classPath);
      tool.setMainClass(arguments[0]);
      tool.setTargetType(TeaVMTargetType.C);
      tool.setTargetDirectory(new File(arguments[2]));
      tool.setOptimizationLevel(TeaVMOptimizationLevel.SIMPLE);
      tool.setMinHeapSize(MIN_HEAP_BYTES);
      tool.setMaxHeapSize(MAX_HEAP_BYTES);
      tool.setShortFileNames(true);
      tool.generate();
      System.exit(report(tool) ? 1 : 0);
    }
  }

  /// Prints what TeaVM complains about; true when one of it is an error.
  private static boolean report(TeaVMTool tool) {
    boolean failed = false;
    for (Problem problem : tool.getProblemProvider().getProblems()) {
      DefaultProblemTextConsumer text = new DefaultProblemTextConsumer();
      problem.render(text);
      System.err.println(problem.getSeverity() + ": " + text.getText());
      failed |= problem.getSeverity() == ProblemSeverity.ERROR;
    }
    return failed;
  }
}

package dev.weir.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Helm, in a process of its own: its Go runtime replaces signal handlers that the JVM uses. One
 * process renders the chart with all given values, since its start takes longest.
 */
public final class HelmProcess {

  private static final String LINT = "lint";

  private HelmProcess() {}

  /**
   * The texts that Helm rendered, or why it did not, by the name of the values' file; and under
   * {@code lint}, what it has against the chart.
   */
  public static Map<String, String> render(Path chart, Path folder, List<Path> values)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HelmProcess.class.getName(),
                chart.toString(),
                folder.toString()));
    values.forEach(file -> command.add(file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(told);
    }
    Map<String, String> texts = new HashMap<>();
    texts.put(LINT, Files.readString(folder.resolve(LINT)));
    for (Path file : values) {
      texts.put(name(file), Files.readString(folder.resolve(name(file))));
    }
    return texts;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Writes each text into a file of the folder. */
  public static void main(String[] arguments) throws IOException {
    Path chart = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    Files.write(folder.resolve(LINT), new Helm(chart).lint().strict().call().getMessages());
    for (int i = 2; i < arguments.length; i++) {
      Path values = Path.of(arguments[i]);
      Files.writeString(folder.resolve(name(values)), rendered(chart, values));
    }
  }

  private static String rendered(Path chart, Path values) {
    try {
      return new Helm(chart)
          .template()
          .withName("imds")
          .withNamespace("security")
          .withValuesFile(values)
          .call();
    } catch (IllegalStateException e) {
      return "error: " + e.getMessage();
    }
  }
}

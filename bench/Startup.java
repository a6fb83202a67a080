package dev.weir.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Time until {@code ./weir detect} prints the first alert of the quickstart, beside a bare JVM in
 * which plain Drools compiles the same rules. The runs take turns; the figures are medians.
 *
 * <pre>bench/run startup [ROUNDS=7]</pre>
 *
 * Uses the JDK that the launcher finds. Files are in the page cache, as after a build. {@code first
 * run} finds no class archive and makes one in the background.
 */
final class Startup {

  private static final Path ARCHIVES = Path.of("target", "start");
  private static final String RULES = "rules-drl/unusual-imds-request";
  private static final List<String> DETECT =
      List.of("detect", "--quiet", "test-fixtures/unusual-imds-request/quickstart.ndjson");

  private record Way(List<String> command, String options, boolean archived) {}

  private record Times(double first, double exit) {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    List<String> weir = new ArrayList<>(List.of("./weir"));
    weir.addAll(DETECT);
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("bare Drools, Weir's flags", new Way(bare("-XX:+UseSerialGC"), "", true));
    ways.put("bare Drools, no flags", new Way(bare(), "", true));
    ways.put("weir, without archive", new Way(weir, "-Xshare:auto", true));
    ways.put("weir", new Way(weir, "", true));
    ways.put("weir, first run", new Way(weir, "", false));

    Map<String, List<Times>> measured = new LinkedHashMap<>();
    run(ways.get("weir")); // builds, if need be
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        if (!way.getValue().archived()) {
          drop();
        }
        measured
            .computeIfAbsent(way.getKey(), name -> new ArrayList<>())
            .add(run(way.getValue()));
        while (!archived()) {
          Thread.sleep(100); // one is made beside the run, and must not disturb the next
        }
      }
    }
    double bare = median(measured.values().iterator().next(), true);
    System.out.printf("%-28s %12s %12s %8s%n", "medians of " + rounds, "first alert", "exit", "ratio");
    measured.forEach(
        (name, times) -> {
          double first = median(times, true);
          System.out.printf(
              "%-28s %10.2f s %10.2f s %8.2f%n", name, first, median(times, false), first / bare);
        });
  }

  private static double median(List<Times> times, boolean first) {
    double[] sorted = times.stream().mapToDouble(t -> first ? t.first : t.exit).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static Times run(Way way) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(way.command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("WEIR_JAVA_OPTS", way.options);
    long began = System.nanoTime();
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      for (int c = out.read(); c != '\n'; c = out.read()) {
        if (c < 0) {
          throw new IllegalStateException("no line from " + way.command);
        }
      }
      long first = System.nanoTime();
      out.transferTo(OutputStream.nullOutputStream());
      if (process.waitFor() != 0) {
        throw new IllegalStateException("exit " + process.exitValue() + " of " + way.command);
      }
      return new Times((first - began) / 1e9, (System.nanoTime() - began) / 1e9);
    }
  }

  private static boolean archived() throws IOException {
    try (Stream<Path> files = Files.list(ARCHIVES)) {
      return files.anyMatch(f -> f.toString().endsWith(".size") && f.toFile().length() > 0);
    }
  }

  private static void drop() throws IOException {
    if (Files.isDirectory(ARCHIVES)) {
      try (Stream<Path> files = Files.list(ARCHIVES)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<String> bare(String... options) {
    String home = System.getenv("JAVA_HOME");
    List<String> command = new ArrayList<>(List.of(home == null ? "java" : home + "/bin/java"));
    command.addAll(List.of(options));
    String path =
        String.join(File.pathSeparator, "target/bench", "target/weir.jar", "target/lib/*");
    command.addAll(List.of("-cp", path, BareDrools.class.getName(), RULES));
    return command;
  }

  private Startup() {}
}

package dev.weir.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code weir} as a process of its own: for what only a real pipe and a real signal show. */
public final class WeirProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader err;
  private final CompletableFuture<List<String>> out;

  /** Starts it. */
  public WeirProcess(String... arguments) throws IOException {
    List<String> command = command();
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).start();
    err = reader(process.getErrorStream());
    out = CompletableFuture.supplyAsync(() -> reader(process.getInputStream()).lines().toList());
  }

  /** The words that start it from this build's classes. */
  public static List<String> command() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.weir.internal.cli.Main"));
  }

  /** Writes to its standard input. */
  public void write(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Waits for a line of standard error with some words; kills the process if there is none. */
  public String awaitTold(String words) throws IOException {
    StringBuilder told = new StringBuilder();
    CompletableFuture<Process> limit = new CompletableFuture<>();
    limit.orTimeout(2, TimeUnit.MINUTES).exceptionally(e -> process.destroyForcibly());
    try {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        if (line.contains(words)) {
          return line;
        }
        told.append(line).append('\n');
      }
    } finally {
      limit.complete(process);
    }
    throw new AssertionError("it ended without saying " + words + ":\n" + told);
  }

  /** Ends its input, and waits for the lines it has written. */
  public List<String> finish() throws IOException {
    process.getOutputStream().close();
    return out.join();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      err.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}

package dev.weir.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code weir} as a process of its own: for what only a real pipe and a real signal show. */
public final class WeirProcess implements AutoCloseable {

  private final Process process;

  /** Long enough for a busy machine; a test that waits longer fails and says what it was told. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final String END = "\0end";

  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
  private final CompletableFuture<List<String>> out;
  private final StringBuilder told = new StringBuilder();

  /** Starts it. */
  public WeirProcess(String... arguments) throws IOException {
    List<String> command = command();
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).start();
    BufferedReader lines = reader(process.getErrorStream());
    Thread reading =
        new Thread(
            () -> {
              try {
                lines.lines().forEach(err::add);
              } catch (UncheckedIOException e) {
                err.add("standard error ended: " + e); // the process was destroyed
              }
              err.add(END);
            },
            "weir-process-err");
    reading.setDaemon(true);
    reading.start();
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

  /** Waits for a line of standard error with some words. */
  public String awaitTold(String words) {
    return awaitTold(words, PATIENCE);
  }

  String awaitTold(String words, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      String line = "";
      while (!line.equals(END)) {
        line = err.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (line == null) {
          throw new AssertionError(
              "it did not say " + words + " within " + patience.toSeconds() + " s:\n" + told);
        }
        told.append(line).append('\n');
        if (line.contains(words)) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("it ended without saying " + words + ":\n" + told);
  }

  /** All lines of standard error that were awaited, or came before one that was. */
  public String told() {
    return told.toString();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.toHandle().destroy(); // the other one closes the streams, too
  }

  /** The exit code, once it has ended by itself or by a signal. */
  public int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it still runs after " + patience.toSeconds() + " s: " + err);
    }
    return process.exitValue();
  }

  /** Ends its input, and waits for the lines it has written. */
  public List<String> finish() throws IOException {
    process.getOutputStream().close();
    return out.join();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}

package dev.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time of the current thread and, on Linux, of the JVM's own thread, which runs the
 * serial collector. Unlike the time of day, it does not count the turns of other processes.
 */
final class ProcessorTime {

  private static final Path TASKS = Path.of("/proc/self/task");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Path collector = collector();

  private static Path collector() {
    if (Files.exists(TASKS)) {
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
        for (Path task : tasks) {
          if (Files.readString(task.resolve("comm")).startsWith("VM Thread")) {
            return task.resolve("schedstat");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Path.of("");
  }

  /** Nanoseconds since some time. */
  long nanos() throws IOException {
    long own = threads.getCurrentThreadCpuTime();
    return Files.isReadable(collector) && collector.isAbsolute()
        ? own + Long.parseLong(Files.readString(collector).split(" ")[0])
        : own;
  }
}

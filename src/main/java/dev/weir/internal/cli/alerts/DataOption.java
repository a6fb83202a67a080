package dev.weir.internal.cli.alerts;

import dev.weir.internal.service.triage.TriageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Option;

/** The data folder of a service, which may be running. */
final class DataOption {

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      order = -1,
      description = "The data folder of weir serve (default: weir-data).")
  private Path folder = Path.of("weir-data");

  TriageStore read() throws IOException {
    return TriageStore.readOnly(file(TriageStore.FILE));
  }

  TriageStore write() throws IOException {
    return TriageStore.open(file(TriageStore.FILE), InstantSource.system());
  }

  /** A file in the folder, which must exist. */
  Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      throw new IOException(
          file
              + " does not exist; --data must name the data folder of weir serve, which creates it");
    }
    return file;
  }
}

package dev.weir.internal.cli.common;

import dev.weir.event.Origin;
import dev.weir.explain.DocumentSource;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.source.LineInput;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of events, as one stream of documents that can be read again. */
public record EventFiles(List<String> files) implements DocumentSource {

  /** The name of standard input, which can be read only once. */
  public static final String STANDARD_INPUT = "-";

  /** Fails if one of the files cannot be read. */
  public void check() throws IOException {
    for (String file : files) {
      Path path = Path.of(file);
      if (file.equals(STANDARD_INPUT)) {
        continue;
      } else if (Files.isDirectory(path)) {
        throw new IOException("cannot read " + file + ": it is a folder; name its files");
      }
      try {
        path.getFileSystem().provider().checkAccess(path, AccessMode.READ); // opens no pipe
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  static IOException unreadable(String file, IOException fault) {
    return new IOException("cannot read " + file + ": " + ErrorText.of(fault), fault);
  }

  /** Whether a file is one of them, by this or another path. */
  public boolean contains(Path written) {
    return files.stream().anyMatch(file -> isSame(Path.of(file), written));
  }

  /** The size of the files, without standard input. */
  public static long totalBytes(List<String> files) {
    return files.stream()
        .filter(file -> !file.equals(STANDARD_INPUT))
        .mapToLong(file -> Path.of(file).toFile().length())
        .sum();
  }

  @Override
  public void read(Sink sink) throws IOException {
    for (String file : files) {
      try (LineInput input = open(file)) {
        Lines lines = new Lines(input.lines(), EventReader.MAX_LINE);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          if (!lines.isBlank()) {
            sink.accept(line, new Origin(input.name(), lines.number()));
          }
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  public static LineInput open(String file) throws IOException {
    return file.equals(STANDARD_INPUT)
        ? LineInput.stream(System.in, "standard input")
        : LineInput.file(Path.of(file));
  }

  private static boolean isSame(Path input, Path written) {
    try {
      return Files.exists(written) && Files.isSameFile(input, written);
    } catch (IOException e) {
      return false; // opening it reports the problem
    }
  }
}

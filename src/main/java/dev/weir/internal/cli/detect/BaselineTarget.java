package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.service.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a baseline is kept: in a file, or in the store of {@code weir serve}, which it locks. */
final class BaselineTarget implements AutoCloseable {

  private final Path path;
  private final @Nullable Store store;

  private BaselineTarget(Path path, @Nullable Store store) {
    this.path = path;
    this.store = store;
  }

  /** Opens one of the two, of which exactly one is given. */
  static BaselineTarget open(@Nullable Path file, @Nullable Path data) throws IOException {
    if (data == null) {
      return new BaselineTarget(Objects.requireNonNull(file), null);
    }
    return new BaselineTarget(data, Store.open(data.resolve(Store.FILE), InstantSource.system()));
  }

  /** What is kept now, or null if there is none. */
  @Nullable String read() throws IOException {
    if (store != null) {
      byte[] state = store.state(Store.BASELINE);
      return state == null ? null : new String(state, UTF_8);
    }
    return Files.exists(path) ? Files.readString(path) : null;
  }

  Baseline restore(@Nullable String snapshot) throws IOException {
    try {
      return snapshot == null ? new Baseline() : Baseline.restore(snapshot);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is not a baseline: " + e.getMessage(), e);
    }
  }

  void write(byte[] snapshot) throws IOException {
    if (store == null) {
      LedgerFile.replace(path, snapshot);
    } else {
      store.keepState(Store.BASELINE, snapshot);
    }
  }

  @Override
  public void close() throws IOException {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

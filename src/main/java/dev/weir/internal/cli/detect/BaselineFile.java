package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.common.LedgerFile;
import java.io.IOException;
import java.nio.file.Path;

/** A file that keeps a baseline from one run to the next. */
final class BaselineFile {

  /** Not more often, because the file may be large. */
  private static final int SECONDS_BETWEEN_SAVES = 60;

  private final Path file;
  private final Baseline baseline;
  private String saved;
  private int ticks;

  private BaselineFile(Path file, Baseline baseline, String saved) {
    this.file = file;
    this.baseline = baseline;
    this.saved = saved;
  }

  /** Loads a file, or begins with an empty baseline if it does not exist. */
  static BaselineFile open(Path file) throws IOException {
    BaselineTarget target = BaselineTarget.open(file, null);
    String snapshot = target.read();
    return new BaselineFile(file, target.restore(snapshot), snapshot == null ? "" : snapshot);
  }

  Baseline baseline() {
    return baseline;
  }

  /** Saves it every minute. To be called every second. */
  void tick() {
    if (++ticks % SECONDS_BETWEEN_SAVES == 0) {
      save();
    }
  }

  /** Saves it if it has changed. A reader sees the old or the new file, never a part. */
  void save() {
    String snapshot = baseline.snapshot();
    if (!snapshot.equals(saved)) {
      saved = snapshot;
      LedgerFile.replace(file, snapshot.getBytes(UTF_8));
    }
  }
}

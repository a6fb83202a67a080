package dev.weir.internal.cli.detect;

import dev.weir.Detector;
import dev.weir.Stats;
import dev.weir.event.Origin;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.service.source.LineInput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One run of a detector over inputs, to its end or to the operator's interrupt; either ends it in
 * good order, with what waits decided, the outlets closed and the summary told, once.
 */
final class DetectRun {

  /** An input still to be opened. */
  record Opener(String name, Opening opening) {}

  /** Opens an input. */
  @FunctionalInterface
  interface Opening {
    LineInput open() throws IOException;
  }

  private final Detector detector;
  private final List<OutputFile> outlets;
  private final @Nullable LedgerFile ledger;
  private final @Nullable BaselineFile baseline;
  private final Console console;
  private final long total;
  private final boolean live;
  private final long began = System.nanoTime();
  private final Object feeding = new Object();
  private volatile @Nullable LineInput current;
  private final AtomicLong bytesBefore = new AtomicLong();
  private volatile @Nullable RuntimeException clockFault;
  private boolean ended;
  private boolean failed;
  private boolean outletClosed;

  DetectRun(
      Detector detector,
      List<OutputFile> outlets,
      @Nullable LedgerFile ledger,
      @Nullable BaselineFile baseline,
      Console console,
      long total,
      boolean live) {
    this.detector = detector;
    this.ledger = ledger;
    this.baseline = baseline;
    this.live = live;
    this.outlets = outlets;
    this.console = console;
    this.total = total;
  }

  /** Reads all inputs; one that cannot be read does not keep the others from being read. */
  int over(List<Opener> inputs, boolean failOnAlert) {
    Thread interrupt = new Thread(this::end, "weir-interrupt");
    Runtime.getRuntime().addShutdownHook(interrupt);
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, DetectRun::daemon);
    ScheduledFuture<?> ticking = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    for (Opener input : inputs) {
      read(input);
    }
    ticking.cancel(false);
    clock.shutdownNow();
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(interrupt);
    } catch (IllegalStateException e) {
      return ExitCode.DONE; // interrupted: the JVM is going down with the signal's code
    }
    if (failed) {
      return ExitCode.INPUT;
    }
    Stats stats = detector.stats();
    return failOnAlert && stats.alerts() + stats.suppressed() > 0 ? ExitCode.ALERTS : ExitCode.DONE;
  }

  private void read(Opener opener) {
    try (LineInput input = opener.opening().open()) {
      current = input;
      Lines lines = new Lines(input.lines(), EventReader.MAX_LINE);
      boolean more = true;
      while (more) {
        // stepping may wait, so it is not under the lock
        more = lines.step() && feed(lines, input.name());
      }
      bytesBefore.addAndGet(input.bytesRead());
    } catch (IOException e) {
      fail("cannot read " + opener.name() + ": " + e.getMessage());
    } finally {
      current = null;
    }
  }

  /** Whether more is wanted. */
  private boolean feed(Lines lines, String source) {
    synchronized (feeding) {
      RuntimeException fault = clockFault;
      if (fault != null) {
        throw fault;
      }
      return !ended
          && !outletClosed
          && guarded(
              () ->
                  detector.accept(
                      lines.holder(),
                      lines.from(),
                      lines.to() - lines.from(),
                      new Origin(source, lines.number())));
    }
  }

  /** Once a second: what was held long enough is decided, and what was found is seen. */
  private void tick() {
    try {
      push();
    } catch (RuntimeException e) {
      clockFault = e; // else the executor would stop ticking without a word
      throw e;
    }
  }

  private void push() {
    synchronized (feeding) {
      if (!ended) {
        guarded(
            () -> {
              // a file is a replay, whose result must not hang on how fast it is read
              if (live) {
                detector.advance(Instant.now());
                keepLedger();
                if (baseline != null) {
                  baseline.tick();
                }
              }
              outlets.forEach(OutputFile::flush);
            });
        LineInput input = current;
        long bytes = bytesBefore.get() + (input == null ? 0 : input.bytesRead());
        console.progress(detector.stats().events(), bytes, total, elapsed());
      }
    }
  }

  private void end() {
    synchronized (feeding) {
      if (ended) {
        return;
      }
      ended = true;
      try {
        guarded(detector::finish);
      } finally {
        detector.close();
        for (OutputFile outlet : outlets) {
          guarded(outlet::close);
        }
        guarded(this::keepLedger);
        guarded(this::keepBaseline);
        console.summary(RunSummary.of(detector.stats(), detector.ledger(), elapsed()));
      }
    }
  }

  private void keepLedger() {
    if (ledger != null) {
      ledger.keep(detector.ledger());
    }
  }

  private void keepBaseline() {
    if (baseline != null) {
      baseline.keep();
    }
  }

  /** Runs what may write; whether the outlets still take something afterwards. */
  private boolean guarded(Runnable action) {
    try {
      action.run();
      return true;
    } catch (OutputFile.Closed e) {
      stopped(e);
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof OutputFile.Closed closed)) {
        throw e;
      }
      stopped(closed);
    }
    return false;
  }

  private void stopped(OutputFile.Closed outlet) {
    boolean first = !outletClosed;
    outletClosed = true;
    if (first && !outlet.isBrokenPipe()) {
      fail(String.valueOf(outlet.getMessage()));
    }
  }

  private void fail(String message) {
    failed = true;
    console.error(message);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "weir-clock");
    thread.setDaemon(true);
    return thread;
  }
}

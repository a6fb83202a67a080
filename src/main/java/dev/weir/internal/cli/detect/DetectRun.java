package dev.weir.internal.cli.detect;

import dev.weir.Detector;
import dev.weir.PushedClock;
import dev.weir.Stats;
import dev.weir.event.Origin;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.EventFiles;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.LedgerFile;
import dev.weir.internal.cli.common.OutputFile;
import dev.weir.internal.cli.common.ShutDown;
import dev.weir.internal.read.EventReader;
import dev.weir.internal.read.Lines;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.internal.service.source.LineInput;
import dev.weir.internal.thread.Periodic;
import dev.weir.internal.thread.TaskThread;
import dev.weir.internal.watch.Hang;
import dev.weir.internal.watch.HungException;
import dev.weir.internal.watch.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One run of a detector over inputs, until they end or the operator interrupts it. Either way the
 * waiting events are decided, the outputs closed and the summary printed, once.
 */
final class DetectRun {

  private static final Duration TICK = Duration.ofSeconds(1);

  private final Detector detector;
  private final List<OutputFile> outputs;
  private final @Nullable LedgerFile ledger;
  private final @Nullable BaselineFile baseline;
  private final Console console;
  private final InputForms forms;
  private final long total;
  private final boolean live;
  private final BiFunction<Detector, Duration, String> summary;
  private final InstantSource time;
  private final PushedClock clock;
  private final long began = System.nanoTime();
  private final Object feeding = new Object();
  private volatile @Nullable LineInput current;
  private final AtomicLong bytesBefore = new AtomicLong();
  private final CompletableFuture<Void> hung = new CompletableFuture<>();
  private volatile @Nullable RuntimeException clockFault;
  private boolean ended;
  private boolean failed;
  private boolean interrupted;
  private boolean outputClosed;

  DetectRun(
      Detector detector,
      List<OutputFile> outputs,
      @Nullable LedgerFile ledger,
      @Nullable BaselineFile baseline,
      Console console,
      InputForms forms,
      long total,
      boolean live,
      BiFunction<Detector, Duration, String> summary,
      InstantSource time) {
    this.summary = summary;
    this.forms = forms;
    this.time = time;
    this.clock = new PushedClock(time.millis());
    this.detector = detector;
    this.ledger = ledger;
    this.baseline = baseline;
    this.live = live;
    this.outputs = outputs;
    this.console = console;
    this.total = total;
  }

  /**
   * Reads all inputs, even if one of them cannot be read, and gives the exit code.
   *
   * @param decisionTime how long a decision may take
   */
  @SuppressWarnings("try") // the watchdog and the clock work by themselves
  int over(List<String> inputs, boolean failOnAlert, Duration decisionTime)
      throws HungException, InterruptedException {
    push(); // before the first event, to know what is ahead
    ShutDown shutDown = new ShutDown(this::endBySignal);
    try (Watchdog watchdog = new Watchdog(decisionTime, detector::progress, this::hang);
        Periodic clock = Periodic.start("weir-clock", TICK, this::push, this::ticked)) {
      unlessHung(() -> inputs.forEach(this::read));
      if (!shutDown.cancel()) {
        interrupted = true;
        return ExitCode.DONE; // interrupted: the JVM exits with the signal's code
      }
      unlessHung(this::end);
    } catch (HungException e) {
      shutDown.cancel();
      outputs.forEach(output -> guarded(output::flush));
      throw e;
    }
    if (failed) {
      return ExitCode.INPUT;
    }
    Stats stats = detector.stats();
    return failOnAlert && stats.alerts() + stats.suppressed() > 0
        ? ExitCode.NEGATIVE
        : ExitCode.DONE;
  }

  /** Whether a signal ended it, so that not all inputs were read. */
  boolean interrupted() {
    return interrupted;
  }

  private void hang(List<Hang> hangs) {
    hung.completeExceptionally(new HungException(hangs));
  }

  /** Runs an action on another thread, which may never end. */
  private void unlessHung(Runnable action) throws HungException, InterruptedException {
    TaskThread thread = new TaskThread("weir-feed", 1);
    CompletableFuture<Boolean> done =
        thread.call(
            () -> {
              action.run();
              return true;
            });
    thread.close();
    try {
      CompletableFuture.anyOf(done, hung).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HungException hang) {
        throw hang;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e);
    }
  }

  /** The signal interrupts no rule, so this must not wait for one that hangs. */
  private void endBySignal() {
    try {
      unlessHung(this::end);
    } catch (HungException e) {
      outputs.forEach(output -> guarded(output::flush));
      console.error(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(String file) {
    try (LineInput input = EventFiles.open(file)) {
      current = input;
      Lines lines = new Lines(input.lines(), EventReader.MAX_LINE);
      String first = null;
      long count = 0;
      // step may block, so it is outside the lock
      for (boolean more = lines.step(); more; more = more && lines.step()) {
        if (!lines.isBlank()) {
          first = count++ == 0 ? InputForms.start(lines) : first;
          more = feed(lines, input.name());
        }
      }
      bytesBefore.addAndGet(input.bytesRead());
      if (first != null) {
        forms.read(input.name(), first, count);
      }
    } catch (IOException e) {
      fail("cannot read " + file + ": " + ErrorText.of(e));
    } finally {
      current = null;
    }
  }

  /** Gives a line to the detector. False if no more lines are needed. */
  private boolean feed(Lines lines, String source) {
    synchronized (feeding) {
      RuntimeException fault = clockFault;
      if (fault != null) {
        throw fault;
      }
      return !ended && !outputClosed && guarded(() -> accept(lines, source));
    }
  }

  private void accept(Lines line, String source) {
    Origin origin = new Origin(source, line.number());
    detector.accept(line.holder(), line.from(), line.to() - line.from(), origin);
  }

  /** The next line ends the run; until there is one, at least it is said. */
  private void ticked(@Nullable Throwable failure) {
    if (failure != null) {
      console.error("the clock failed: " + ErrorText.of(failure));
      clockFault =
          failure instanceof RuntimeException fault ? fault : new IllegalStateException(failure);
    }
  }

  /** Advances the detector and flushes what was found, every second. */
  private void push() {
    synchronized (feeding) {
      if (!ended) {
        guarded(
            () -> {
              // a file is a replay, whose result must not depend on how fast it is read
              if (live) {
                clock.push(time.millis(), detector);
                saveLedger();
                if (baseline != null) {
                  baseline.tick();
                }
              }
              outputs.forEach(OutputFile::flush);
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
        forms.faults().forEach(this::fail);
      } finally {
        detector.close();
        for (OutputFile output : outputs) {
          guarded(output::close);
        }
        guarded(this::saveLedger);
        guarded(this::saveBaseline);
        console.summary(summary.apply(detector, elapsed()));
      }
    }
  }

  private void saveLedger() {
    if (ledger != null) {
      ledger.save(detector.ledger());
    }
  }

  private void saveBaseline() {
    if (baseline != null) {
      baseline.save();
    }
  }

  /** Runs an action that may write. False if an output takes no more. */
  private boolean guarded(Runnable action) {
    try {
      action.run();
      return true;
    } catch (OutputFile.Closed e) {
      onClosed(e);
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof OutputFile.Closed closed)) {
        throw e;
      }
      onClosed(closed);
    }
    return false;
  }

  private void onClosed(OutputFile.Closed output) {
    boolean first = !outputClosed;
    outputClosed = true;
    if (first && !output.isBrokenPipe()) {
      fail(String.valueOf(output.getMessage()));
    }
  }

  private void fail(String message) {
    failed = true;
    console.error(message);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}

package dev.weir.app;

/** What the command line exits with. */
final class ExitCode {

  /** All was read and decided. */
  static final int DONE = 0;

  /** {@code --fail-on-alert}, and there was one. */
  static final int ALERTS = 1;

  /** A case failed. */
  static final int FAILED = 1;

  /** {@code weir check --strict}, and there was a warning. */
  static final int WARNINGS = 1;

  /** {@code weir explain} found no such event. */
  static final int NOT_FOUND = 1;

  /** {@code weir diff} found a difference. */
  static final int DIFFER = 1;

  /** {@code weir rules status} found an instance that does not run the newest rules, or none. */
  static final int BEHIND = 1;

  /** The command line is wrong; picocli's own. */
  static final int USAGE = 2;

  /** The rules do not compile, or their cases are not well formed. */
  static final int RULES = 3;

  /** An input, or a file to write, could not be used. */
  static final int INPUT = 4;

  /** A fault of Weir itself, as sysexits calls it. */
  static final int FAULT = 70;

  private ExitCode() {}
}

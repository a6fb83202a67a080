package dev.weir.internal.cli.common;

/** What the command line exits with. */
public final class ExitCode {

  /** All was read and decided. */
  public static final int DONE = 0;

  /** {@code --fail-on-alert}, and there was one. */
  public static final int ALERTS = 1;

  /** A case failed. */
  public static final int FAILED = 1;

  /** {@code weir check --strict}, and there was a warning. */
  public static final int WARNINGS = 1;

  /** {@code weir explain} found no such event. */
  public static final int NOT_FOUND = 1;

  /** {@code weir diff} found a difference. */
  public static final int DIFFER = 1;

  /** {@code weir rules status} found an instance that does not run the newest rules, or none. */
  public static final int BEHIND = 1;

  /** The command line is wrong; picocli's own. */
  public static final int USAGE = 2;

  /** The rules do not compile, or their cases are not well formed. */
  public static final int RULES = 3;

  /** An input, or a file to write, could not be used. */
  public static final int INPUT = 4;

  /** A fault of Weir itself, as sysexits calls it. */
  public static final int FAULT = 70;

  private ExitCode() {}
}

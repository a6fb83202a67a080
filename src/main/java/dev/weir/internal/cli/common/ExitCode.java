package dev.weir.internal.cli.common;

/** The exit codes of the command line. */
public final class ExitCode {

  /** Success. */
  public static final int DONE = 0;

  /** With {@code --fail-on-alert}: there was an alert. */
  public static final int ALERTS = 1;

  /** A case failed. */
  public static final int FAILED = 1;

  /** {@code weir check --strict}: there was a warning. */
  public static final int WARNINGS = 1;

  /** {@code weir explain} found no such event. */
  public static final int NOT_FOUND = 1;

  /** {@code weir diff} found a difference. */
  public static final int DIFFER = 1;

  /** {@code weir rules status}: an instance does not run the newest rules, or there is none. */
  public static final int BEHIND = 1;

  /** The command line or the settings are invalid; also picocli's own. */
  public static final int USAGE = 2;

  /** The rules do not compile, or their cases are invalid. */
  public static final int RULES = 3;

  /** An input or output could not be used. */
  public static final int INPUT = 4;

  /** An internal error, as in sysexits. */
  public static final int FAULT = 70;

  /** A rule does not end, and detection cannot go on; as in sysexits, a restart may help. */
  public static final int HUNG = 75;

  private ExitCode() {}
}

package dev.weir.internal.cli.common;

/** The exit codes of the command line. */
public final class ExitCode {

  /** Success. */
  public static final int DONE = 0;

  /** The command ran, and its finding is a negative one: an alert, a failed case, a difference. */
  public static final int NEGATIVE = 1;

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

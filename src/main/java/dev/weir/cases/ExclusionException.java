package dev.weir.cases;

/** Thrown if no exclusion can be made of an alert. */
public final class ExclusionException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What prevents the exclusion. */
  public enum Kind {
    /** The alert's document or its events are not usable. */
    ALERT,
    /** The rules do not raise the alert, or raise it without a suspect. */
    RULES,
    /** The requested fields or name are not usable. */
    FIELDS,
    /** The exclusion does not do what it is for. */
    EXCLUSION
  }

  /** What prevents the exclusion. */
  private final Kind kind;

  /**
   * Creates an exception.
   *
   * @param kind what prevents the exclusion
   * @param message the reason, for the user
   */
  public ExclusionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** {@return what prevents the exclusion} */
  public Kind kind() {
    return kind;
  }
}

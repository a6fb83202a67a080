package dev.weir.internal.service.search;

import java.io.IOException;
import java.io.Serial;

/** A cluster does not do what it was asked; the message says which node, why and what to do. */
public final class SearchException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /** As {@link #status()} says. */
  private final int status;

  SearchException(String message, int status) {
    super(message);
    this.status = status;
  }

  SearchException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /**
   * The HTTP status it answered.
   *
   * @return 0 if there was no answer, or one that is not understood
   */
  public int status() {
    return status;
  }
}

package dev.weir.internal.service.search;

import java.io.IOException;
import java.io.Serial;

/** A failed request to a cluster; the message says which node, why and what to do. */
public final class SearchException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  SearchException(String message, int status) {
    super(message);
    this.status = status;
  }

  SearchException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** The HTTP status of the response; 0 if there was none, or it could not be parsed. */
  public int status() {
    return status;
  }
}

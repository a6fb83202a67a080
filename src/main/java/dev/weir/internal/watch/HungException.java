package dev.weir.internal.watch;

import java.util.List;
import java.util.stream.Collectors;

/** A rule does not end, and detection cannot go on without what this exception ends. */
public final class HungException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Hang> hangs;

  public HungException(List<Hang> hangs) {
    this(hangs, hangs.stream().map(Hang::toString).collect(Collectors.joining("; ")));
  }

  public HungException(List<Hang> hangs, String message) {
    super(message);
    this.hangs = List.copyOf(hangs);
  }

  public List<Hang> hangs() {
    return hangs;
  }
}

package dev.weir.internal.drl;

/**
 * An import of a class, or of a package's classes.
 *
 * @param target as in {@code dev.weir.event.Suspect} or {@code dev.weir.event.*}
 * @param offset where the target is in the file
 */
public record DrlImport(String target, int offset) {

  /** Whether it imports all classes of a package. */
  public boolean isWild() {
    return target.endsWith(".*");
  }

  /** The class's name without its package. */
  public String simpleName() {
    return target.substring(target.lastIndexOf('.') + 1);
  }
}

package dev.weir.event;

/**
 * Where a document came from. Listeners get it back with a document that is not accepted, so a
 * caller can also use it to find that document again.
 *
 * @param source a file's name, or the caller's name for the source
 * @param line the line in it, from 1, or any other number by which the caller knows the document
 */
public record Origin(String source, long line) {
  @Override
  public String toString() {
    return source + ":" + line;
  }
}

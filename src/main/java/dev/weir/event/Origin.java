package dev.weir.event;

/**
 * Where a document came from, for messages about it.
 *
 * @param source a file's name, or what the caller calls the source
 * @param line the line in it, from 1
 */
public record Origin(String source, long line) {
  @Override
  public String toString() {
    return source + ":" + line;
  }
}

package dev.weir.internal.drl;

/**
 * A word, literal or symbol of a rule file.
 *
 * @param text as written, a string with its quotation marks
 * @param start its offset in the file
 */
public record DrlToken(String text, int start) {

  /** The offset past its last character. */
  public int end() {
    return start + text.length();
  }

  public boolean is(String other) {
    return text.equals(other);
  }

  public boolean isString() {
    return text.length() > 1 && text.charAt(0) == '"';
  }

  public boolean isWord() {
    return Character.isJavaIdentifierStart(text.charAt(0));
  }

  boolean isComment() {
    return text.startsWith("//") || text.startsWith("/*");
  }
}

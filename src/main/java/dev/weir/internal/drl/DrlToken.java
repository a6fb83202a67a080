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

  /** Whether it is this word or symbol. */
  public boolean is(String other) {
    return text.equals(other);
  }

  /** Whether it is a string in double quotation marks. */
  public boolean isString() {
    return text.length() > 1 && text.charAt(0) == '"';
  }

  /** Whether it is a keyword or a name. */
  public boolean isWord() {
    return Character.isJavaIdentifierStart(text.charAt(0));
  }

  boolean isComment() {
    return text.startsWith("//") || text.startsWith("/*");
  }
}

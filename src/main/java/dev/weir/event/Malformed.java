package dev.weir.event;

/**
 * Why the bytes of a document cannot be read.
 *
 * @param kind the kind of fault, by which faults are counted
 * @param reason what is wrong, in words on one line
 */
public record Malformed(Kind kind, String reason) {

  /** Kinds of faults. */
  public enum Kind {
    /** The text is not JSON. */
    NOT_JSON("not JSON"),
    /** The bytes are not UTF-8. */
    NOT_UTF8("not UTF-8"),
    /** The JSON is not exactly one object. */
    NOT_AN_OBJECT("not one JSON object"),
    /** The document is over 16 MiB. */
    TOO_LONG("too long"),
    /** Objects and arrays are nested too deeply. */
    TOO_DEEP("nested too deep"),
    /** The fields have too many values. */
    TOO_MANY_VALUES("too many values");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

package dev.weir.internal.service.triage;

/** A place in the list of alerts, which new alerts do not move. */
public record Cursor(long at, long number) {

  /** The place of an alert. */
  public static Cursor of(AlertRow alert) {
    return new Cursor(alert.at().toEpochMilli(), alert.number());
  }

  /** Reads what {@link #toString} wrote. */
  public static Cursor parse(String text) {
    int dot = text.indexOf('.');
    try {
      return new Cursor(
          Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("before must be the next of another page", e);
    }
  }

  @Override
  public String toString() {
    return at + "." + number;
  }
}

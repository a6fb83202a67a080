package dev.weir.internal.cli.settings;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks of a setting. The JSON Schema for editors is made from this, so that it cannot
 * differ from the code.
 *
 * @param otherwise the default; null if there is none
 * @param least the least value; null if there is none
 * @param words the values or, of sections with a {@code type}, the types
 */
record Setting(
    Kind kind,
    boolean required,
    @Nullable Object otherwise,
    @Nullable Object least,
    Collection<String> words) {

  enum Kind {
    TEXT,
    PATH,
    FLAG,
    NUMBER,
    TIME,
    SIZE,
    CHOICE,
    /** A list of texts. */
    LIST,
    /** Names a file or a variable that contains a secret. */
    SECRET,
    /** A map from names to texts. */
    TEXTS,
    /** A map from names to sections, each with a {@code type}. */
    SECTIONS
  }

  static Setting of(Kind kind, @Nullable Object otherwise) {
    return new Setting(kind, false, otherwise, null, List.of());
  }

  static Setting required(Kind kind) {
    return new Setting(kind, true, null, null, List.of());
  }

  Setting atLeast(Object value) {
    return new Setting(kind, required, otherwise, value, words);
  }

  Setting oneOf(Collection<String> values) {
    return new Setting(kind, required, otherwise, least, values);
  }
}

package dev.weir.app;

/** A path as a word of a command line. */
final class ShellWord {

  private ShellWord() {}

  /** In quotation marks, where it needs them. */
  static String of(String path) {
    return path.matches("[\\w./+-]+") ? path : "'" + path + "'";
  }
}

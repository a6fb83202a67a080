package dev.weir.internal.cli.common;

/** A path as a word of a command line. */
public final class ShellWord {

  private ShellWord() {}

  /** In quotation marks, where it needs them. */
  public static String of(String path) {
    return path.matches("[\\w./+-]+") ? path : "'" + path + "'";
  }
}

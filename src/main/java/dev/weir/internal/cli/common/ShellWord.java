package dev.weir.internal.cli.common;

/** A path as one word of a shell command. */
public final class ShellWord {

  private ShellWord() {}

  /** The path, quoted if necessary. */
  public static String of(String path) {
    return path.matches("[\\w./+-]+") ? path : "'" + path + "'";
  }
}

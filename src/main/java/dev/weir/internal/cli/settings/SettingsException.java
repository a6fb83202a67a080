package dev.weir.internal.cli.settings;

/** Settings that cannot be used; the message says where, what and, if it can, what to write. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}

package dev.weir.internal.cli.settings;

/** Unusable settings. The message says where, what is wrong and, if possible, what to write. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  SettingsException(String message) {
    super(message);
  }
}

package dev.weir.internal.cli.common;

/** Settings that cannot be used. The message says where, what is wrong and what to do. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}

package dev.weir.internal.service.health;

import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What an exception says, in words: some have no message, or only a file's name. */
public final class ErrorText {

  private ErrorText() {}

  /**
   * Why something failed.
   *
   * @param failure what was thrown
   * @return on one line, without the name of the file
   */
  public static String of(Throwable failure) {
    String reason = words(failure);
    return reason == null || reason.isBlank()
        ? failure.getClass().getSimpleName()
        : reason.replaceAll("\\R", " ");
  }

  /**
   * What was at the bottom of a failure: some exceptions only say that something failed.
   *
   * @param failure what was thrown
   * @return the last of its causes, itself if it has none
   */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static @Nullable String words(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (failure instanceof FileSystemException file) {
      return file.getReason();
    } else if (failure instanceof EOFException) {
      return "it ended too soon";
    }
    return failure.getMessage();
  }
}

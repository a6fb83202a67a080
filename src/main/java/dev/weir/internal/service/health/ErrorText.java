package dev.weir.internal.service.health;

import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Readable messages for exceptions, some of which have no message or only the name of a file. */
public final class ErrorText {

  private ErrorText() {}

  /** The reason of a failure on one line, without the name of the file. */
  public static String of(Throwable failure) {
    String reason = reason(failure);
    return reason == null || reason.isBlank()
        ? failure.getClass().getSimpleName()
        : reason.replaceAll("\\R", " ");
  }

  /** The last cause of a failure, or the failure itself. Outer exceptions often say nothing. */
  public static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static @Nullable String reason(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    } else if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "already exists";
    } else if (failure instanceof FileSystemLoopException) {
      return "a symbolic link leads back to a folder above it";
    } else if (failure instanceof FileSystemException file) {
      return file.getReason();
    } else if (failure instanceof EOFException) {
      return "unexpected end of file";
    }
    return failure.getMessage();
  }
}

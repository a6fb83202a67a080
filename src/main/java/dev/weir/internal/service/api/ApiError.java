package dev.weir.internal.service.api;

/** Why a request is not answered as it wishes. */
final class ApiError extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  ApiError(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}

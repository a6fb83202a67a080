package dev.weir.internal.service.http;

import dev.weir.internal.service.health.Troubles;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Why the server, or an exception in a handler, ended a request.
 *
 * @param reason for the client, without anything internal
 * @param detail for the log
 */
public record HttpFailure(int status, String reason, String detail) {

  /** What a client learns of an exception. */
  public static final String INTERNAL = "an error in Weir, whose log says more";

  /** The failure that Jetty passes to an error handler. */
  public static HttpFailure of(Request request, Response response) {
    Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer known
            ? known
            : response.getStatus();
    if (cause instanceof IOException) {
      String ended = "the connection ended before the request";
      return new HttpFailure(400, ended, ended);
    }
    return status == 500 && cause instanceof Throwable thrown
        ? new HttpFailure(status, INTERNAL, where(thrown))
        : new HttpFailure(status, String.valueOf(message), String.valueOf(message));
  }

  /** An exception and where it was thrown, on one line. */
  public static String where(Throwable thrown) {
    return thrown + " at " + List.of(thrown.getStackTrace()).stream().limit(3).toList();
  }

  /** An error handler that answers with plain text. */
  static Request.Handler plainText(String part, Troubles troubles) {
    return (request, response, callback) -> {
      HttpFailure failure = of(request, response);
      String status = String.valueOf(failure.status);
      troubles.refused(part, status, Request.getRemoteAddr(request) + ": " + failure.detail);
      response.setStatus(failure.status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      Content.Sink.write(response, true, failure.reason + "\n", callback);
      return true;
    };
  }
}

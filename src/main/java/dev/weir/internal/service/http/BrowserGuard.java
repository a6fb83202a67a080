package dev.weir.internal.service.http;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What keeps web pages of other sites from using Weir through the browser of a user. */
public final class BrowserGuard {

  private static final Set<String> LOOPBACK =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1", "[0:0:0:0:0:0:0:1]");

  private BrowserGuard() {}

  /**
   * Whether a request was sent to this machine by a name of it. A name of another site can be made
   * to point to this machine (DNS rebinding), but the browser still sends that name.
   */
  public static boolean isForLoopback(Request request) {
    String host = request.getHttpURI().getHost();
    return host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
  }

  /** Whether no page of another site has sent a request: a browser says which page it was. */
  public static boolean isSameOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    String site = request.getHeaders().get("Sec-Fetch-Site");
    return (origin == null || origin.equals(own(request)))
        && (site == null || Set.of("same-origin", "none").contains(site));
  }

  private static @Nullable String own(Request request) {
    return request.getHttpURI().getScheme() + "://" + request.getHttpURI().getAuthority();
  }
}

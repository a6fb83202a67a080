package dev.weir.internal.service.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.internal.service.health.Troubles;
import dev.weir.internal.service.http.BrowserGuard;
import dev.weir.internal.service.http.EventStreams;
import dev.weir.internal.service.http.HttpFailure;
import dev.weir.internal.service.triage.Action;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/**
 * The web console: the pages below {@code /console/}, for a loopback address. Who has not the key
 * sees only a form for it. A page of another site can neither read it, because of the check of
 * {@code Host}, nor change anything, because of {@code Origin} and the token. Safe for any thread.
 */
public final class WebConsole extends Handler.Abstract implements AutoCloseable {

  /** No inline script and no inline style: text of an event that became markup could do little. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri "
          + Page.ROOT
          + "csp";

  private static final String PART = "console";
  private static final String HTML = "text/html; charset=utf-8";
  private static final long MAX_FORM = 64 << 10;
  private static final int MAX_SELECTED = 200;

  private final ConsoleKey key;
  private final TriageStore store;
  private final Troubles troubles;
  private final Explanations explanations;
  private final ListPage list;
  private final AlertPage alert;
  private final EventStreams changes;
  private final String token;

  /**
   * A console.
   *
   * @param rules the rules as they are now
   * @param firstEvent how to send an event, in lines, for those who see an empty list
   */
  public WebConsole(
      ConsoleKey key,
      TriageStore store,
      Supplier<RuleSet> rules,
      List<String> firstEvent,
      Troubles troubles) {
    this.key = key;
    this.store = store;
    this.troubles = troubles;
    this.explanations = new Explanations(rules);
    this.list = new ListPage(store, firstEvent);
    this.alert = new AlertPage(store, explanations);
    this.changes = new EventStreams("changed", store::version);
    this.token = ConsoleKey.random();
  }

  /** Ends what pages wait for; to be called before the server is closed. */
  @Override
  public void close() {
    changes.close();
    explanations.close();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    boolean root = path.equals("/") || path.equals("/console");
    if (!root && !path.startsWith(Page.ROOT)) {
      return false;
    }
    Exchange exchange = new Exchange(request, response, callback);
    exchange.setHeaders();
    exchange.attempt(() -> begin(exchange, root, path));
    return true;
  }

  private void begin(Exchange exchange, boolean root, String path) throws IOException {
    Request request = exchange.request;
    if (!BrowserGuard.isForLoopback(request)) {
      troubles.refused(PART, "host", Request.getRemoteAddr(request));
      exchange.fail(421, "this console answers only to localhost, 127.0.0.1 and [::1]");
    } else if (root) {
      exchange.redirect(Page.ROOT);
    } else if (!key.opens(request) && !isForAll(path.substring(Page.ROOT.length()))) {
      askForKey(exchange);
    } else if (HttpMethod.GET.is(request.getMethod())) {
      get(exchange, path.substring(Page.ROOT.length()));
    } else if (HttpMethod.POST.is(request.getMethod())) {
      post(exchange, path.substring(Page.ROOT.length()));
    } else {
      exchange.fail(405, "use GET or POST");
    }
  }

  /** What the form for the key needs, and what a browser reports by itself. */
  private static boolean isForAll(String path) {
    return path.equals("enter") || path.equals("csp") || Asset.named(path) != null;
  }

  private void askForKey(Exchange exchange) throws IOException {
    Fields query = Request.extractQueryParameters(exchange.request, UTF_8);
    if (HttpMethod.GET.is(exchange.request.getMethod()) && key.isThis(query.getValue("key"))) {
      exchange.enter();
    } else {
      String page = Page.of("Key", "", "", html -> KeyForm.write(html, key.place()));
      exchange.send(401, HTML, page);
    }
  }

  private void get(Exchange exchange, String path) throws IOException {
    String[] parts = path.split("/", -1);
    switch (parts[0]) {
      case "" -> {
        Address address = exchange.address();
        exchange.page("Now", Page.ROOT, html -> list.write(html, address, token));
      }
      case "list" -> {
        Address address = exchange.address();
        exchange.fragment(html -> list.list(html, address, token));
      }
      case "alert" -> alert(exchange, parts);
      case "changes" -> {
        if (!changes.add(exchange.request, exchange.response, exchange.callback)) {
          exchange.fail(503, "too many pages are open");
        }
      }
      default -> {
        Asset asset = Asset.named(path);
        if (asset == null) {
          exchange.fail(404, "there is no such page");
        } else {
          asset.send(exchange.request, exchange.response, exchange.callback);
        }
      }
    }
  }

  private void alert(Exchange exchange, String[] parts) throws IOException {
    AlertRow row = parts.length > 1 ? store.alert(parts[1]) : null;
    byte[] document = row == null ? null : store.document(row.id());
    if (row == null || document == null || parts.length > 3) {
      exchange.fail(404, "there is no such alert, or it was deleted because of its age");
    } else if (parts.length == 2) {
      exchange.page(row.rule(), "", html -> alert.write(html, row, document, token));
    } else if (parts[2].equals("work")) {
      exchange.fragment(html -> alert.work(html, row, token));
    } else if (parts[2].equals("document")) {
      exchange.download(row.id() + ".json", document);
    } else {
      exchange.fail(404, "there is no such page");
    }
  }

  private void post(Exchange exchange, String path) {
    long length = exchange.request.getLength();
    if (length < 0 || length > MAX_FORM) {
      exchange.fail(413, "a form has at most " + MAX_FORM + " bytes");
      return;
    }
    Content.Source.asString(
        exchange.request,
        UTF_8,
        Promise.from(
            body -> exchange.attempt(() -> received(exchange, path, body)),
            exchange.callback::failed));
  }

  private void received(Exchange exchange, String path, String body) throws IOException {
    if (path.equals("csp")) {
      troubles.refused(PART, "csp", body);
      exchange.fail(204, "");
      return;
    }
    Fields form = new Fields();
    UrlEncoded.decodeUtf8To(body, form);
    if (path.equals("enter")) {
      if (BrowserGuard.isSameOrigin(exchange.request) && key.isThis(form.getValue("key"))) {
        exchange.enter();
      } else {
        troubles.refused(PART, "key", Request.getRemoteAddr(exchange.request));
        exchange.fail(403, "this is not the key; it is " + key.place());
      }
    } else if (!path.equals("act")) {
      exchange.fail(404, "there is no such page");
    } else if (isOwn(exchange.request, form)) {
      act(form);
      exchange.redirect(back(form));
    } else {
      troubles.refused(PART, "token", Request.getRemoteAddr(exchange.request));
      exchange.fail(403, "this form is of an earlier start of Weir; load the page again");
    }
  }

  /** Whether a form was sent by a page of this console. */
  private boolean isOwn(Request request, Fields form) {
    String sent = form.getValue("token");
    return BrowserGuard.isSameOrigin(request)
        && sent != null
        && MessageDigest.isEqual(sent.getBytes(UTF_8), token.getBytes(UTF_8));
  }

  private void act(Fields form) throws IOException {
    List<String> ids = form.getValuesOrEmpty("id");
    if (ids.isEmpty() || ids.size() > MAX_SELECTED) {
      throw new IllegalArgumentException("select 1 to " + MAX_SELECTED + " alerts");
    }
    String sent = form.getValue("do");
    String[] words = (sent == null ? "" : sent).split(" ", 2); // a button sends its detail, too
    String detail = words.length > 1 ? words[1] : form.getValue("detail");
    Action action = Action.of(words[0], detail == null ? "" : detail);
    for (String id : ids) {
      var unused = store.act(id, "local", action);
    }
  }

  private static String back(Fields form) {
    String back = form.getValue("back");
    return back != null && back.startsWith(Page.ROOT) ? back : Page.ROOT;
  }

  /** A step that answers a request. */
  private interface Step {
    void run() throws IOException;
  }

  /** A request and its answer. */
  private final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;

    Exchange(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    void attempt(Step step) {
      try {
        step.run();
      } catch (IllegalArgumentException e) {
        fail(400, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        fail(503, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        troubles.refused(PART, "500", HttpFailure.where(e));
        fail(500, HttpFailure.INTERNAL);
      }
    }

    void setHeaders() {
      HttpFields.Mutable headers = response.getHeaders();
      headers.put("Content-Security-Policy", POLICY);
      headers.put("X-Content-Type-Options", "nosniff");
      headers.put("Referrer-Policy", "same-origin"); // with none, Origin would be null
      headers.put("Cross-Origin-Opener-Policy", "same-origin");
      headers.put("Cross-Origin-Resource-Policy", "same-origin");
      headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    Address address() {
      Fields query = Request.extractQueryParameters(request, UTF_8);
      return Address.of(query.getNames(), query::getValue);
    }

    void page(String title, String here, Page.Writer content) throws IOException {
      send(200, HTML, Page.of(title, here, token, content));
    }

    void fragment(Page.Writer content) throws IOException {
      Html html = new Html();
      content.write(html);
      send(200, HTML, html.toString());
    }

    void download(String name, byte[] json) {
      response
          .getHeaders()
          .put(new HttpField("Content-Disposition", "attachment; filename=\"" + name + "\""));
      send(200, "application/json", new String(json, UTF_8));
    }

    void enter() {
      key.remember(request, response);
      redirect(Page.ROOT);
    }

    void redirect(String address) {
      response.getHeaders().put(HttpHeader.LOCATION, address);
      send(303, HTML, "");
    }

    void fail(int status, @Nullable String message) {
      send(status, "text/plain; charset=utf-8", message + "\n");
    }

    private void send(int status, String type, String body) {
      response.setStatus(status);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
      Content.Sink.write(response, true, body, callback);
    }
  }
}

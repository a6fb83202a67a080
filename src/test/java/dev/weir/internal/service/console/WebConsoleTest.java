package dev.weir.internal.service.console;

import static dev.weir.internal.service.console.ConsoleFixture.form;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.triage.AlertRow;
import dev.weir.internal.service.triage.AuditEntry;
import dev.weir.testkit.ShippedRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages say, and whom they obey. */
class WebConsoleTest {

  private static final String WEB = "2941dd14bdf9877e7629f4ededfa4be9";

  @TempDir private Path folder;
  private ConsoleFixture console;

  @BeforeEach
  void start() throws IOException {
    console = new ConsoleFixture(folder, ShippedRules.get());
  }

  @AfterEach
  void stop() throws IOException {
    console.close();
  }

  private String body(String path) {
    HttpResponse<String> answer = console.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.body().getBytes(UTF_8)).as(path).hasSizeLessThan(200_000);
    return answer.body();
  }

  private AlertRow alert(String id) throws IOException {
    AlertRow alert = console.store.alert(id);
    assertThat(alert).isNotNull();
    return alert;
  }

  @Test
  void theListShowsAlertsByHostAndFiltersThem() throws IOException {
    console.quickstart();

    assertThat(body("/console/"))
        .contains("3 alerts", "web-fra-01", "batch-fra-02", "build-ams-03", "id=\"histogram\"");
    assertThat(body("/console/?host=" + WEB))
        .contains("1 alert", "web-fra-01")
        .doesNotContain("batch-fra-02");
    assertThat(body("/console/?text=collect.py")).contains("batch-fra-02", "1 alert");
    assertThat(body("/console/?from=2025-06-17T02:15:00Z&to=2025-06-17T02:16")).contains("1 alert");
    assertThat(body("/console/?state=closed")).contains("No alert passes these filters");
    assertThat(body("/console/list?severity=medium")).contains("3 alerts").doesNotContain("<html");
  }

  @Test
  void anEmptyListSaysHowToSendTheFirstEvent() {
    assertThat(body("/console/")).contains("no alert yet", "curl sends the first event");
  }

  @Test
  void olderAlertsAreOnTheNextPage() throws IOException {
    List<StoredAlert> many = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String json = "{\"@timestamp\":\"2026-11-24T10:%02d:%02dZ\"}".formatted(i / 60, i % 60);
      many.add(StoredAlert.of("id" + i, "A rule", "a", false, json.getBytes(UTF_8)));
    }
    console.store.deliver(many);

    String first = body("/console/");
    assertThat(first).contains("120 alerts", "/alert/id119\"").doesNotContain("/alert/id69\"");
    String next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
    assertThat(body(next)).contains("/alert/id69\"", "/alert/id20\"").doesNotContain("id119");
  }

  @Test
  void anAlertShowsWhoStartedWhomWhenAndWhy() throws IOException {
    String page = body("/console/alert/" + console.quickstart().get(0));

    assertThat(page)
        .contains("Level 5: curl (3320), user www-data")
        .contains("Level 6: connects to 169.254.169.254:80, tcp from 10.20.1.11")
        .contains("After 31 ms: curl connects to 169.254.169.254")
        .contains("The rule joins events within 1 s")
        .contains("process.name is curl", "same parent", "31 ms after the suspect")
        .contains("Known agents by executable", "process.executable is /usr/bin/curl, none of 4")
        .contains("1 of 2 conditions are met")
        .contains("href=\"https://attack.mitre.org/techniques/T1552/005/\"")
        .contains("The first five minutes", "Download the whole alert");
  }

  @Test
  void whatPeopleDoIsKeptAndShown() throws IOException {
    List<String> ids = console.quickstart();
    String token = console.token();
    String back = "/console/alert/" + ids.get(0);

    HttpResponse<String> answer =
        console.post(
            "/console/act",
            form("token", token, "id", ids.get(0), "do", "close", "detail", "false", "back", back));
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).hasValue(back);
    console.post("/console/act", form("token", token, "id", ids.get(1), "do", "close benign true"));
    console.post(
        "/console/act",
        form("token", token, "id", ids.get(0), "do", "comment", "detail", "<b>known"));

    assertThat(alert(ids.get(0)).verdict()).isEqualTo("false");
    assertThat(alert(ids.get(1)).verdict()).isEqualTo("benign true");
    assertThat(console.store.history(ids.get(0)))
        .extracting(AuditEntry::action)
        .containsExactly("close", "comment");
    assertThat(body(back)).contains("closed: false", "&lt;b&gt;known").doesNotContain("<b>known");
  }

  @Test
  void aPageOfAnotherSiteCanChangeNothing() throws IOException {
    String id = console.quickstart().get(0);
    String close = form("token", console.token(), "id", id, "do", "close true");

    assertThat(console.post("/console/act", close, "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(console.post("/console/act", close, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(console.post("/console/act", form("id", id, "do", "close true")).statusCode())
        .isEqualTo(403);
    assertThat(console.get("/console/act?" + close).statusCode()).isEqualTo(404);
    assertThat(alert(id).state()).isEqualTo("open");

    assertThat(console.post("/console/act", close, "Origin", console.url("")).statusCode())
        .isEqualTo(303);
    assertThat(alert(id).state()).isEqualTo("closed");
  }

  @Test
  void aNameThatWasMadeToPointHereIsRefused() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /console/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 421")
          .contains("answers only to localhost")
          .doesNotContain("<html");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/console/?severty=high, 400",
    "/console/?severity=hihg, 400",
    "/console/?from=yesterday, 400",
    "/console/?before=x, 400",
    "/console/alert/unknown, 404",
    "/console/../console/nothing, 404",
    "/console/%2e%2e/WebConsole.class, 400",
    "/console/..%2fpackage-info.class, 400",
    "/console/act, 404",
    "/elsewhere, 404"
  })
  void wrongRequestsAreAnswered(String path, int status) {
    HttpResponse<String> answer = console.get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("<html");
  }

  @Test
  void everyAnswerHasThePolicy() {
    for (String path : List.of("/", "/console/", "/console/console.js", "/console/nothing")) {
      assertThat(console.get(path).headers().firstValue("Content-Security-Policy"))
          .as(path)
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .contains("default-src 'none'", "script-src 'self'")
                      .doesNotContain("unsafe"));
    }
  }

  @Test
  void aFileOfThePagesIsSentOnce() {
    String tag = console.get("/console/console.js").headers().firstValue("ETag").orElseThrow();
    assertThat(console.get("/console/console.js", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
  }

  @Test
  void withoutTheKeyNothingIsShownAndNothingChanged() throws Exception {
    String id = console.quickstart().get(0);
    String close = form("token", console.token(), "id", id, "do", "close false");

    for (String path :
        List.of("", "?key=0", "list", "alert/" + id, "alert/" + id + "/document", "changes")) {
      HttpResponse<String> answer = console.asAnotherUser("/console/" + path, null);
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.body()).contains("The key of this console").doesNotContain("curl", id);
    }
    assertThat(console.asAnotherUser("/console/act", close).statusCode()).isEqualTo(401);
    assertThat(alert(id).state()).isEqualTo("open");
  }

  @Test
  void theKeyOpensTheConsoleForABrowser() {
    String key = console.key.query().substring("?key=".length());

    for (HttpResponse<String> answer :
        List.of(
            console.asAnotherUser("/console/enter", form("key", key)),
            console.asAnotherUser("/console/?key=" + key, null))) {
      assertThat(answer.statusCode()).isEqualTo(303);
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
          .contains("weir-console-" + console.port() + "=" + key, "HttpOnly", "SameSite=Lax");
    }
    assertThat(console.asAnotherUser("/console/enter", form("key", "wrong")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aServiceKeepsItsKeyInAPrivateFile() throws Exception {
    Path file = folder.resolve("console.key");
    String query = ConsoleKey.of(file).query();

    assertThat(ConsoleKey.of(file).query()).isEqualTo(query).hasSize("?key=".length() + 32);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "");
    assertThatThrownBy(() -> ConsoleKey.of(file)).hasMessageContaining("is no key of a console");
  }
}

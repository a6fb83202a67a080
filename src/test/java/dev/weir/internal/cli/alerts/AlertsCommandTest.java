package dev.weir.internal.cli.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.internal.cli.Main;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.store.Refusal;
import dev.weir.internal.service.store.StoredAlert;
import dev.weir.internal.service.store.StoredAlert.State;
import dev.weir.internal.service.triage.Action;
import dev.weir.internal.service.triage.DeliveryRequest;
import dev.weir.internal.service.triage.TriageStore;
import dev.weir.testkit.StandardError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weir alerts} over a store that a service has open at the same time. */
@ResourceLock(Resources.SYSTEM_ERR)
class AlertsCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @RegisterExtension private final StandardError err = new StandardError();
  @TempDir private Path folder;
  private TriageStore service;

  @BeforeEach
  void fill() throws IOException {
    service = TriageStore.open(folder.resolve("console.db"), () -> NOW);
    service.deliver(
        List.of(
            alert(1, "low", "web-1", "curl http://169.254.169.254/latest/user-data", false),
            alert(2, "high", "web-2", "python3 /tmp/steal.py", false),
            alert(3, "low", "web-2", "wget \\u001b[31m169.254.169.254\\u202e", true)));
    service.deliveries().mirrorSinks(Map.of("pager", 1L, "siem", 2L, TriageStore.NAME, 3L));
    service
        .deliveries()
        .mirrorRefusals(
            List.of(new Refusal("siem", "id2", NOW, "400: mapper_parsing_exception\n[host]")));
  }

  @AfterEach
  void close() throws IOException {
    service.close();
  }

  private static StoredAlert alert(
      int number, String severity, String host, String commandLine, boolean suppressed) {
    String document =
        """
        {"@timestamp":"2026-11-24T0NUMBER:00:00Z","message":"COMMAND","rule":{"name":"A rule"},
         "host":{"name":"HOST"},"user":{"name":"www-data"},"weir":{"severity":"SEVERITY",
         "sequence":[{"@timestamp":"2026-11-24T09:00:00Z","process":{"command_line":"COMMAND"}},
          {"@timestamp":"2026-11-24T09:00:01Z","process":{"executable":"/bin/x"},
           "destination":{"ip":"169.254.169.254"}}]}}"""
            .replace("\n", "")
            .replace("NUMBER", "" + number)
            .replace("HOST", host)
            .replace("SEVERITY", severity)
            .replace("COMMAND", commandLine);
    return new StoredAlert(
        number,
        NOW,
        "id" + number,
        "A rule",
        host,
        suppressed,
        document.getBytes(UTF_8),
        State.FINAL);
  }

  private String run(String... arguments) {
    return run(ExitCode.DONE, arguments);
  }

  private String run(int expected, String... arguments) {
    StringWriter out = new StringWriter();
    String[] all = new String[arguments.length + 3];
    all[0] = "alerts";
    all[1] = arguments[0];
    all[2] = "--data";
    all[3] = folder.toString();
    System.arraycopy(arguments, 1, all, 4, arguments.length - 1);
    int code = Main.commandLine().setOut(new PrintWriter(out, true)).execute(all);
    assertThat(code).as(err.toString()).isEqualTo(expected);
    return out.toString();
  }

  @Test
  void theListIsATableNewestFirst() {
    assertThat(run("list"))
        .isEqualTo(
            """
            time                  severity       id            host                  user          status        rule
            2026-11-24T03:00:00Z  low            id3           web-2                 www-data      open          A rule (suppressed)
            2026-11-24T02:00:00Z  high           id2           web-2                 www-data      open          A rule
            2026-11-24T01:00:00Z  low            id1           web-1                 www-data      open          A rule
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "--severity=high, id2",
    "--host=web-1, id1",
    "--user=www-data, id3 id2 id1",
    "--text=steal.py, id2",
    "--text=curl user-data, id1",
    "--text='NEAR(\" OR ''* %', ''",
    "--since=2026-11-24T02:00:00Z, id3 id2",
    "--until=2026-11-24T02:00:00Z, id1",
    "--since=1m, ''",
    "--rule=A rule, id3 id2 id1",
    "--status=closed, ''",
    "--state=retracted, ''",
    "--suppressed, id3",
    "--refused, id2",
    "--limit=2, id3 id2"
  })
  void filtersNarrowTheList(String filter, String ids) {
    String shown =
        String.join(
            " ",
            run("list", "--format=json", filter)
                .lines()
                .map(line -> line.replaceAll("^\\{\"id\":\"(\\w+)\".*", "$1"))
                .toList());

    assertThat(shown).isEqualTo(ids);
  }

  @Test
  void whatDoesNotFitIsCounted() {
    run("list", "--limit", "2");
    assertThat(err.toString()).contains("weir: 1 more; narrow the filters, or raise --limit");
  }

  @Test
  void theAnswerOfTheSinkIsListedWithARefusedAlert() {
    assertThat(run("list", "--refused").lines())
        .last()
        .isEqualTo("    siem: 400: mapper_parsing_exception\\u000a[host]");
  }

  @Test
  void anAlertIsShownWithWhatPeopleAndSinksMadeOfIt() throws IOException {
    service.act("id2", "ann", Action.of("assign", "bob"));
    service.act("id2", "bob", Action.of("close", "benign true"));

    assertThat(run("show", "id2"))
        .isEqualTo(
            """
            2026-11-24T02:00:00Z  high  A rule
              what     python3 /tmp/steal.py
              host     web-2
              user     www-data
              event    2026-11-24T09:00:00Z  python3 /tmp/steal.py
              event    2026-11-24T09:00:01Z  /bin/x  to 169.254.169.254
              id       id2
              state    final
              status   closed: benign true, assigned to bob
              sink     pager waiting
              sink     siem refused: 400: mapper_parsing_exception\\u000a[host]
              history  2026-11-24T10:00:00Z  ann  assign: bob
              history  2026-11-24T10:00:00Z  bob  close: benign true
            """);
    assertThat(run("show", "--format=json", "id2"))
        .startsWith("{\"id\":\"id2\"")
        .contains("\"workflow_status\":\"closed\"", "\"alert\":{\"@timestamp\"");
    assertThat(run("show", "id3")).contains("sink     pager suppressed", "\\u001b[31m");
  }

  @Test
  void anIdMustBeginOneAlert() {
    run(ExitCode.INPUT, "show", "x");
    assertThat(err.toString()).contains("there is no alert whose id begins with x");
    run(ExitCode.INPUT, "show", "id");
    assertThat(err.toString()).contains("the ids of several alerts begin with id");
  }

  @Test
  void refusedAlertsAreRequestedAgainForTheSinksThatRefusedThem() throws IOException {
    assertThat(run("resend", "--refused")).isEqualTo("1 delivery requested\n");
    assertThat(run("resend", "id1", "id2")).isEqualTo("2 deliveries requested\n"); // one is known
    assertThat(run("resend", "--sink=siem", "id3")).isEqualTo("1 delivery requested\n");
    assertThat(service.deliveries().requests())
        .extracting(one -> one.kind() + " " + one.alert() + " " + one.sink())
        .containsExactly(
            "RESEND id2 siem", "RESEND id1 pager", "RESEND id1 siem", "RESEND id3 siem");
    assertThat(service.history("id1")).hasSize(2);
  }

  @Test
  void aRefusalIsDismissed() throws IOException {
    assertThat(run("dismiss", "id2")).isEqualTo("1 delivery dismissed\n");
    run(ExitCode.INPUT, "dismiss", "id1");
    assertThat(err.toString()).contains("no sink refused alert id1");
    assertThat(service.deliveries().requests())
        .extracting(DeliveryRequest::kind)
        .containsExactly(DeliveryRequest.Kind.DISMISS);
  }

  @Test
  void theDocumentsAreExportedOldestFirst() throws IOException {
    Path file = folder.resolve("export.ndjson");
    service.deliver(
        List.of(new StoredAlert(4, NOW, "id4", "R", "h", true, new byte[0], State.FINAL)));
    run("export", "--output", file.toString());

    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .first()
        .isEqualTo(new String(service.document("id1"), UTF_8));
    assertThat(err.toString()).contains("left out: 1 suppressed alerts");
    run("export", "--output", file.toString(), "--severity=high");
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void newAlertsAreFollowed() throws Exception {
    CompletableFuture<String> followed =
        CompletableFuture.supplyAsync(() -> run("follow", "--count=1", "--host=web-9"));
    await().until(() -> err.toString().contains("waiting for new alerts"));
    service.deliver(
        List.of(alert(8, "low", "web-8", "x", false), alert(9, "low", "web-9", "y", false)));

    assertThat(followed.get(60, TimeUnit.SECONDS)).contains("id9").hasLineCount(1);
  }

  @Test
  void wrongUseIsExplained() {
    run(ExitCode.USAGE, "list", "--severity=worst");
    run(ExitCode.USAGE, "list", "--since=yesterday");
    run(ExitCode.USAGE, "list", "--suppressed", "--refused");
    run(ExitCode.USAGE, "resend");
    run(ExitCode.USAGE, "resend", "--refused", "id1");
    run(ExitCode.INPUT, "resend", "--sink=nowhere", "id1");
    assertThat(err.toString())
        .contains("severity must be one of", "--since must be a time", "only one of")
        .contains("name alerts by their ids", "no sink nowhere; the sinks are pager, siem");
  }

  /** Each command in docs/alerts.md, with the folder and the id of this test. */
  @Test
  void theExamplesOfTheDocumentWork() throws IOException {
    List<String> examples =
        Files.readAllLines(Path.of("docs", "alerts.md")).stream()
            .filter(line -> line.startsWith("    ./weir alerts "))
            .map(line -> line.strip().substring("./weir alerts ".length()))
            .toList();
    assertThat(examples).hasSizeGreaterThan(8);
    for (String example : examples) {
      String[] words =
          example
              .replace(" --data weir-data", "")
              .replace("'user-data curl'", "user-data")
              .replace("4f2a", "id2")
              .replace("alerts.ndjson", folder.resolve("alerts.ndjson").toString())
              .replace("follow", "follow --count=0")
              .split(" ", -1);
      run(words);
    }
  }

  @Test
  void aFolderWithoutAStoreIsNamed() throws IOException {
    service.close();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve("console.db" + suffix));
    }
    run(ExitCode.INPUT, "list");
    assertThat(err.toString()).contains("console.db does not exist; --data must name");
  }

  @Test
  void aStoreThatIsNotReadyIsNamed() throws IOException {
    service.close();
    Files.write(folder.resolve("console.db"), new byte[0]);
    run(ExitCode.INPUT, "list");
    assertThat(err.toString()).contains("console.db is not ready; weir serve prepares it");
  }

  @Test
  void theStoreIsReadAfterTheServiceHasStopped() throws IOException {
    service.close();
    assertThat(run("list")).hasLineCount(4);
  }
}

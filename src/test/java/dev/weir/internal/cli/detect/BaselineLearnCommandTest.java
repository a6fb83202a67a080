package dev.weir.internal.cli.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.baseline.Baseline;
import dev.weir.internal.cli.Main;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.service.store.Store;
import dev.weir.testkit.StandardError;
import dev.weir.testkit.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code weir baseline learn}: what hosts did before, from files of past events. */
@ResourceLock(Resources.SYSTEM_ERR)
class BaselineLearnCommandTest {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String RULES =
      """
      package mine
      import dev.weir.event.*
      global dev.weir.alert.Alerts alerts
      global dev.weir.baseline.Baseline baseline
      rule "New program" @severity("low")
      when
        $n : NetworkEvent(destinationIp.has("169.254.169.254"), hostId != null)
      then
        if (baseline.habit("asks").learnedIn("7d").forgottenAfter("30d")
            .isNew($n, "host.id", "process.executable")) {
          alerts.raise($n);
        }
      end
      """;

  @RegisterExtension private final StandardError err = new StandardError();

  @TempDir private Path folder;
  private Path known;

  @BeforeEach
  void writeRules() throws IOException {
    Files.createDirectory(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/mine.drl"), RULES);
    known = folder.resolve("known.txt");
  }

  @Test
  void itLearnsWhatADetectionOverTheSameFilesLearns() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int host = 0; host < 40; host++) {
      for (int day = 0; day < 20; day++) {
        lines.add(asks("h" + host, day * DAY + host, "/bin/p" + (host + day) % 9));
      }
    }
    lines.add(asks("h1", 80L * 365 * DAY, "/bin/future"));
    lines.add(asks("h2", -40L * 365 * DAY, "/bin/past"));
    lines.addAll(
        List.of("{\"broken\": ", "[]", "null", "{}", "\u0000", "{\"@timestamp\": \"soon\"}"));
    Collections.shuffle(lines, new Random(7));
    String first = file("a.ndjson", lines.subList(0, 300));
    String second = file("b.ndjson", lines.subList(300, lines.size()));
    Path detected = folder.resolve("detected.txt");

    assertThat(
            weir(
                "detect",
                "--output=" + folder.resolve("alerts"),
                "--baseline",
                detected.toString(),
                first,
                second))
        .isZero();
    assertThat(learn(first, second)).isZero();

    assertThat(known).hasSameTextualContentAs(detected);
    assertThat(told()).contains("learned   ", "malformed", " values\n").doesNotContain("forgotten");
  }

  @Test
  void whatItLearnedMakesALaterDetectionKnowTheHost() throws IOException {
    String past =
        file("past.ndjson", List.of(asks("h1", 0, "/bin/a"), asks("h1", 8 * DAY, "/bin/a")));
    String now =
        file("now.ndjson", List.of(asks("h1", 9 * DAY, "/bin/a"), asks("h1", 9 * DAY, "/bin/b")));
    assertThat(learn(past)).isZero();

    Path alerts = folder.resolve("alerts");
    assertThat(weir("detect", "--output=" + alerts, "--baseline", known.toString(), now)).isZero();
    assertThat(Files.readAllLines(alerts)).hasSize(1).allMatch(line -> line.contains("/bin/b"));
  }

  @Test
  void aBaselineThatExistsIsAddedToOnlyIfAsked() throws IOException {
    String a = file("a.ndjson", List.of(asks("h1", 0, "/bin/a")));
    String b = file("b.ndjson", List.of(asks("h1", DAY, "/bin/b"), asks("h2", DAY, "/bin/b")));
    assertThat(learn(a)).isZero();
    String before = Files.readString(known);

    assertThat(learn(b)).isEqualTo(ExitCode.USAGE);
    assertThat(told()).contains(known + " has a baseline already", "--add");
    assertThat(known).hasContent(before);

    assertThat(learn("--add", b)).isZero();
    assertThat(Baseline.restore(Files.readString(known)).size()).isEqualTo(3);
  }

  @Test
  void whatIsNoBaselineIsNotReplaced() throws IOException {
    Files.writeString(known, "my notes");

    assertThat(learn("--add", file("a.ndjson", List.of(asks("h1", 0, "/bin/a")))))
        .isEqualTo(ExitCode.INPUT);
    assertThat(told()).contains(known + " is not a baseline: the snapshot does not begin with");
    assertThat(known).hasContent("my notes");
  }

  @Test
  void aFileThatCannotBeReadToItsEndLeavesNothing() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write((asks("h1", 0, "/bin/a") + "\n").repeat(5000).getBytes(UTF_8));
    }
    Path cut = folder.resolve("cut.ndjson.gz");
    Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));

    assertThat(learn(file("a.ndjson", List.of(asks("h1", 0, "/bin/a"))), cut.toString()))
        .isEqualTo(ExitCode.INPUT);
    assertThat(told()).contains("cannot read " + cut, "nothing was written to " + known);
    assertThat(known).doesNotExist();
  }

  @Test
  void inventedNamesAreBoundedAndWhatIsForgottenIsCounted() throws IOException {
    List<String> lines =
        IntStream.range(0, Baseline.MAX_VALUES_OF_ONE + 7)
            .mapToObj(i -> asks("h1", i, "/bin/p" + i))
            .toList();

    assertThat(learn(file("a.ndjson", lines))).isZero();
    assertThat(told())
        .contains("learned   1,000 values; 7 were forgotten, because the baseline keeps 200,000");
    assertThat(Baseline.restore(Files.readString(known)).size()).isEqualTo(1000);
  }

  @Test
  void rulesThatAskNoBaselineLearnNothing() throws IOException {
    Files.writeString(
        folder.resolve("rules/mine.drl"),
        "package mine rule x when dev.weir.event.NetworkEvent() then end");

    assertThat(learn(file("a.ndjson", List.of(asks("h1", 0, "/bin/a")))))
        .isEqualTo(ExitCode.NEGATIVE);
    assertThat(told()).contains("nothing was learned");
    assertThat(known).doesNotExist();
  }

  @Test
  void theStoreOfAServiceIsWrittenWhileTheServiceStands() throws IOException {
    Path data = folder.resolve("data");
    String past = file("a.ndjson", List.of(asks("h1", 0, "/bin/a")));

    assertThat(weir("baseline", "learn", "--data", data.toString(), past)).isZero();
    try (Store store = Store.open(data.resolve(Store.FILE), InstantSource.system())) {
      byte[] state = store.state(Store.BASELINE);
      assertThat(state).isNotNull();
      assertThat(Baseline.restore(new String(state, UTF_8)).size()).isEqualTo(1);

      assertThat(weir("baseline", "learn", "--add", "--data", data.toString(), past))
          .isEqualTo(ExitCode.INPUT);
    }
    assertThat(weir("baseline", "learn", "--data", data.toString(), past))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void exactlyOneTargetIsNeeded() throws IOException {
    String past = file("a.ndjson", List.of(asks("h1", 0, "/bin/a")));

    assertThat(weir("baseline", "learn", past)).isEqualTo(ExitCode.USAGE);
    assertThat(weir("baseline", "learn", "--baseline=x", "--data=y", past))
        .isEqualTo(ExitCode.USAGE);
    assertThat(weir("baseline", "learn", "--baseline", past, past)).isEqualTo(ExitCode.USAGE);
    assertThat(told()).contains("is both an input and an output");
  }

  private static String asks(String host, long millis, String program) {
    return Step.connection("n" + millis, millis)
        .on(host)
        .with("process.executable", program)
        .line();
  }

  private String file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines).toString();
  }

  private int learn(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("baseline", "learn", "--baseline", known.toString()));
    all.addAll(List.of(arguments));
    return weir(all.toArray(String[]::new));
  }

  private int weir(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--rules=" + folder.resolve("rules"));
    return Main.commandLine().execute(all.toArray(String[]::new));
  }

  private String told() {
    return err.toString();
  }
}

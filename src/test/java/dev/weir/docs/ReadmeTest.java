package dev.weir.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Detector;
import dev.weir.cases.CaseRun;
import dev.weir.cases.CaseTable;
import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the documents compile and run, and their links have a target. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path EMBEDDING = Path.of("docs", "embedding.md");
  private static final Path TEST = Path.of("docs", "test.md");
  private static final Path RULES = Path.of("docs", "writing-a-rule.md");
  private static final String QUICKSTART = "test-fixtures/unusual-imds-request/quickstart.ndjson";

  private static final Pattern FENCED =
      Pattern.compile("(?ms)^```[^\\n]*\\n.*?^```$|^(?: {4}|\\t)[^\\n]*$");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern CLASS =
      Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)[^{]*\\{");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ANCHOR = Pattern.compile("(?m)<a id=\"([^\"]+)\">|^#+ (.+)$");

  @TempDir private Path scratch;

  @Test
  void readmeIsShort() throws Exception {
    assertThat(Files.readAllLines(README)).hasSizeLessThan(150);
    assertThat(Files.readString(README).split("\\s+")).hasSizeLessThanOrEqualTo(800);
  }

  @Test
  void readmeExampleFindsThreeAlerts() throws Exception {
    List<String> examples = compile(README);
    assertThat(examples).containsExactly("Example");

    assertThat(run("Example").lines())
        .hasSize(3)
        .allMatch(line -> line.contains("connected to the instance metadata service"));
  }

  @Test
  void embeddingExamplesFindThreeAlertsEach() throws Exception {
    List<String> examples = compile(EMBEDDING);
    assertThat(examples).isNotEmpty();

    for (String example : examples) {
      assertThat(run(example).lines().filter(line -> line.startsWith("alert ")))
          .as(example)
          .hasSize(3)
          .anyMatch(line -> line.contains("L25FR1bsLua1B9DzMPevpxcn"));
    }
  }

  @Test
  void casesOfTestPagePass() throws Exception {
    Matcher example = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$").matcher(Files.readString(TEST));
    assertThat(example.find()).isTrue();
    Files.copy(ShippedRules.CASES.resolve("base.yaml"), scratch.resolve("base.yaml"));
    Files.writeString(scratch.resolve("example.yaml"), example.group(1));

    assertThat(CaseTable.load(scratch))
        .hasSize(2)
        .allMatch(one -> CaseRun.of(ShippedRules.get(), one).passed());
  }

  @Test
  void exampleOfTestPageFindsFailingCases() throws Exception {
    assertThat(compile(TEST)).containsExactly("CasesExample");
    Path rules = ShippedRules.copyTo(scratch.resolve("rules"));
    ShippedRules.edit(rules.resolve("detection.drl"), "after[0s, 1s]", "after[0s, 999ms]");
    Path cases = Files.createDirectory(rules.resolve("cases"));
    for (String file : List.of("base.yaml", "boundaries.yaml")) {
      Files.copy(ShippedRules.CASES.resolve(file), cases.resolve(file));
    }

    assertThat(run("CasesExample", rules.toString()).lines())
        .contains("failed: boundaries: 1000 ms")
        .doesNotContain("failed: boundaries: 999 ms");
  }

  @Test
  void exclusionOfWritingARuleRemovesOneAlert() throws Exception {
    Matcher example =
        Pattern.compile("(?ms)^```\\n(package .*?)^```$").matcher(Files.readString(RULES));
    assertThat(example.find()).isTrue();
    Path shipped = Path.of("rules-drl", "unusual-imds-request");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path file : files.toList()) {
        Files.copy(file, scratch.resolve(shipped.relativize(file)), REPLACE_EXISTING);
      }
    }
    Files.writeString(scratch.resolve("exclusions").resolve("example.drl"), example.group(1));

    try (InputStream in = Files.newInputStream(Path.of(QUICKSTART));
        Detector detector = Detector.builder(RuleSet.load(scratch)).build()) {
      detector.read(in, QUICKSTART);
      detector.finish();
      assertThat(detector.stats().alerts()).isEqualTo(2);
      assertThat(detector.stats().excluded())
          .containsEntry("Nightly inventory of the batch hosts", 1L);
    }
  }

  static Stream<Path> documents() throws Exception {
    List<Path> documents =
        new ArrayList<>(
            List.of(
                README,
                Path.of("CONTRIBUTING.md"),
                Path.of("CHANGELOG.md"),
                Path.of("rules-drl", "CHANGELOG.md")));
    documents.addAll(find(Path.of("docs"), ".md"));
    documents.addAll(find(Path.of("test-fixtures"), "README.md"));
    return documents.stream();
  }

  private static List<Path> find(Path folder, String ending) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksHaveATarget(Path document) throws Exception {
    String prose = FENCED.matcher(Files.readString(document)).replaceAll("");
    Matcher links = LINK.matcher(prose);
    while (links.find()) {
      String target = links.group(1);
      if (!target.contains("://")) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        assertThat(file).as("link in %s", document).exists();
        if (parts.length > 1) {
          assertThat(anchors(file)).as("%s in %s", target, document).contains(parts[1]);
        }
      }
    }
  }

  /** The fragments that a link to the document can name: its headings, and explicit ids. */
  private static Set<String> anchors(Path document) throws Exception {
    Set<String> anchors = new TreeSet<>();
    Matcher found = ANCHOR.matcher(FENCED.matcher(Files.readString(document)).replaceAll(""));
    while (found.find()) {
      anchors.add(
          found.group(1) != null
              ? found.group(1)
              : found
                  .group(2)
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^\\w\\- ]", "")
                  .replace(' ', '-'));
    }
    return anchors;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linesOfProseAreAtMost120Characters(Path document) throws Exception {
    assertThat(Files.readAllLines(document))
        .filteredOn(line -> !line.startsWith("|") && !line.startsWith("`") && line.length() > 120)
        .isEmpty();
  }

  /** Compiles a document's Java blocks; their classes' names. */
  private List<String> compile(Path document) throws Exception {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    List<String> names = new ArrayList<>();
    Matcher blocks = JAVA.matcher(Files.readString(document));
    while (blocks.find()) {
      Matcher declared = CLASS.matcher(blocks.group(1));
      assertThat(declared.find()).as("a whole class in %s", document).isTrue();
      String name = declared.group(1);
      Path source = scratch.resolve(name + ".java");
      Files.writeString(source, blocks.group(1));

      StringWriter messages = new StringWriter();
      List<String> options = List.of("-proc:none", "-d", scratch.toString(), "-cp", classPath());
      boolean compiled;
      try (var files = javac.getStandardFileManager(null, null, UTF_8)) {
        compiled =
            javac
                .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                .call();
      }
      assertThat(compiled).as("%s in %s: %s", name, document, messages).isTrue();
      names.add(name);
    }
    return names;
  }

  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", "."));
  }

  /** What an example writes when it is given the quickstart's events. */
  private String run(String name) throws Exception {
    return run(name, QUICKSTART);
  }

  private String run(String name, String argument) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (URLClassLoader loader =
            new URLClassLoader(new URL[] {scratch.toUri().toURL()}, getClass().getClassLoader());
        PrintStream captured = new PrintStream(written, true, UTF_8)) {
      Method main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      System.setOut(captured);
      main.invoke(null, (Object) new String[] {argument});
    } finally {
      System.setOut(out);
    }
    return written.toString(UTF_8);
  }
}

package dev.weir.internal.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and its archive of classes, with a small program in Weir's place. */
@Timeout(120)
class LauncherTest {

  private static final String PROGRAM =
      """
      public class Program {
        public static void main(String[] arguments) {
          System.out.println(String.join(" ", arguments));
          if (arguments[0].equals("columns")) {
            System.out.println(System.getenv("COLUMNS"));
          }
          System.exit(arguments[0].equals("fail") ? 3 : 0);
        }
      }
      """;

  @TempDir private Path home;
  private Path start;

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void install() throws Exception {
    Files.copy(Path.of("weir"), home.resolve("weir"));
    Files.setPosixFilePermissions(
        home.resolve("weir"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(home.resolve("target/lib"));
    Path source = Files.writeString(home.resolve("Program.java"), PROGRAM);
    int compiled =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", source.toString());
    assertThat(compiled).isZero();
    jar();
    start = home.resolve("target/start");
    Files.createDirectories(home.resolve("src/main"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("bin"));
    Path maven = home.resolve("bin/mvn");
    Files.writeString(maven, "#!/bin/sh\n# finds that all is up to date\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(home.resolve("src/main"), FileTime.from(Instant.EPOCH));
  }

  /** A start that has to build waits for the archive, too. */
  private Run build(Map<String, String> environment) throws Exception {
    Files.setLastModifiedTime(home.resolve("target/weir.jar"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(Instant.EPOCH.plusSeconds(9)));
    return weir(environment, "detect");
  }

  /** Waits for the archives that starts make while they run. */
  private void await(int archives) throws Exception {
    try (WatchService watch = start.getFileSystem().newWatchService()) {
      start.register(
          watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
      while (left().stream().filter(LauncherTest::isWritten).count() < archives) {
        watch.take().reset();
      }
    }
  }

  private static boolean isWritten(Path file) {
    return file.toString().endsWith(".size") && file.toFile().length() > 0;
  }

  @Test
  void theFirstRunMakesAnArchiveAndTheNextOnesUseIt() throws Exception {
    assertThat(weir("detect", "a  b", "*")).isEqualTo(new Run(0, "detect a  b *\n", ""));
    await(1);
    assertThat(archive()).isNotEmptyFile();
    FileTime made = Files.getLastModifiedTime(archive());

    assertThat(weir("detect")).isEqualTo(new Run(0, "detect\n", ""));
    assertThat(weir("fail").code()).isEqualTo(3);
    assertThat(isArchiveUsed()).isTrue();
    assertThat(Files.getLastModifiedTime(archive())).isEqualTo(made);
    assertThat(left()).hasSize(2);
  }

  @Test
  void aReleaseHasItsJarBesideTheFolderOfTheLauncher() throws Exception {
    Path launcher = home.resolve("bin/weir");
    Files.move(home.resolve("weir"), launcher);
    Files.move(home.resolve("target/weir.jar"), home.resolve("weir.jar"));
    Files.move(home.resolve("target/lib"), home.resolve("lib"));
    Files.delete(home.resolve("src/main"));
    Path link = Files.createSymbolicLink(home.resolve("weir"), Path.of("bin/weir"));
    for (Path started : List.of(launcher, link)) {
      Process process = new ProcessBuilder(started.toString(), "detect", "a  b").start();
      assertThat(ended(process)).isEqualTo(new Run(0, "detect a  b\n", ""));
    }
    start = home.resolve("start");
    await(1);
  }

  @Test
  void whoBuildsHasTheArchiveAtOnce() throws Exception {
    Run run = build(Map.of());
    assertThat(run.out()).isEqualTo("detect\n");
    assertThat(run.err()).isEqualTo("building weir (its source has changed)...\n");
    assertThat(weir("detect").err()).isEmpty();
    assertThat(left()).hasSize(2).anyMatch(LauncherTest::isWritten);
    assertThat(isArchiveUsed()).isTrue();
  }

  @Test
  void theWidthOfTheTerminalIsPassedOn() throws Exception {
    assumeThat(Path.of("/usr/bin/script")).exists(); // gives a command a terminal
    String command = "stty cols 51; unset COLUMNS; '" + home.resolve("weir") + "' columns";
    Process process = new ProcessBuilder("script", "-qec", command, "/dev/null").start();
    assertThat(ended(process).out()).endsWith("columns\r\n51\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty", "junk", "cut", "spoilt", "missing", "size"})
  void anArchiveThatIsNotWholeIsNotUsed(String fault) throws Exception {
    build(Map.of());
    Path archive = archive();
    byte[] whole = Files.readAllBytes(archive);
    Files.delete(archive);
    switch (fault) {
      case "empty" -> Files.write(archive, new byte[0]);
      case "junk" -> Files.write(archive, new byte[whole.length]);
      case "cut" -> Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
      case "spoilt" -> {
        Arrays.fill(whole, whole.length / 4, whole.length - whole.length / 4, (byte) 88);
        Files.write(archive, whole);
      }
      case "size" -> {
        Files.write(archive, whole);
        Files.writeString(size(archive), "");
      }
      default -> assertThat(archive).doesNotExist();
    }

    assertThat(weir("fail")).isEqualTo(new Run(3, "fail\n", ""));
    assertThat(isArchiveUsed()).isFalse();
  }

  @Test
  void anArchiveOfAnotherJarIsMadeAnew() throws Exception {
    build(Map.of());
    Path archive = archive();
    Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
    jar();
    Instant next = Files.getLastModifiedTime(size(archive)).toInstant().plusSeconds(1);
    Files.setLastModifiedTime(home.resolve("target/weir.jar"), FileTime.from(next));

    assertThat(weir("fail")).isEqualTo(new Run(3, "fail\n", ""));
    await(1);
    assertThat(Files.getLastModifiedTime(archive).toInstant()).isAfter(Instant.EPOCH);
  }

  @Test
  void aJavaUsesNoArchiveOfAnother() throws Exception {
    build(Map.of());
    Path other = java("another");
    Path before = archive();
    assertThat(weir(Map.of("JAVA_HOME", other.toString()), "fail"))
        .isEqualTo(new Run(3, "fail\n", ""));
    await(2);

    try (Stream<Path> files = Files.list(start)) {
      assertThat(files.filter(file -> !file.toString().endsWith(".size")))
          .hasSize(2)
          .contains(before);
    }
  }

  @Test
  void aPlaceThatIsReadOnlyIsLeftAsItIs() throws Exception {
    Path target = home.resolve("target");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      // who may write everywhere is kept out by a file in the folder's place
      if (Files.isWritable(target)) {
        Files.writeString(start, "");
      }
      assertThat(weir("fail")).isEqualTo(new Run(3, "fail\n", ""));
      assertThat(Files.isDirectory(start)).isFalse();
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void anArchiveThatCannotBeMadeIsTriedOnce() throws Exception {
    Map<String, String> broken =
        javaThatFirst("echo x >>'" + home.resolve("tried") + "'; kill -ABRT $$");

    assertThat(build(broken).code()).isZero();
    assertThat(weir(broken, "fail")).isEqualTo(new Run(3, "fail\n", ""));
    assertThat(home.resolve("tried")).hasContent("x");
    assertThat(left()).hasSize(1);
  }

  @Test
  void aRunDoesNotWaitForTheArchive() throws Exception {
    Path gate = home.resolve("gate");
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();
    Map<String, String> slow = javaThatFirst("read -r go <'" + gate + "'");

    assertThat(weir(slow, "fail")).isEqualTo(new Run(3, "fail\n", ""));
    assertThat(left()).noneMatch(LauncherTest::isWritten);
    Files.writeString(gate, "go\n", StandardOpenOption.WRITE);
    await(1);
  }

  /** A Java that does something before it makes an archive. */
  private Map<String, String> javaThatFirst(String shell) throws IOException {
    Path java = java("prepared");
    Path launcher = java.resolve("bin/java");
    String making =
        "case \"$*\" in *ArchiveClassesAtExit* | *AOTCacheOutput*) " + shell + " ;; esac";
    Files.writeString(
        launcher,
        Files.readString(launcher)
            .replaceFirst("\n", Matcher.quoteReplacement("\n" + making + "\n")));
    return Map.of("JAVA_HOME", java.toString());
  }

  @Test
  void twoStartsAtOnceDoNotDisturbEachOther() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(process(Map.of(), "detect"));
    }
    for (Process one : starts) {
      assertThat(ended(one)).isEqualTo(new Run(0, "detect\n", ""));
    }
    await(1);
    assertThat(isArchiveUsed()).isTrue();
    assertThat(left()).hasSize(2);
  }

  @Test
  void theOperatorsOwnArchiveGoesFirst() throws Exception {
    build(Map.of());
    assertThat(weir(Map.of("WEIR_JAVA_OPTS", "-Xshare:off"), "fail"))
        .isEqualTo(new Run(3, "fail\n", ""));
  }

  private boolean isArchiveUsed() throws Exception {
    Run run = weir(Map.of("WEIR_JAVA_OPTS", "-Xlog:class+load"), "detect");
    assertThat(run.code()).isZero();
    String program =
        run.out()
            .lines()
            .filter(line -> line.contains(" Program source: "))
            .findFirst()
            .orElseThrow();
    return program.contains("shared objects file");
  }

  private Path archive() throws IOException {
    return left().stream()
        .filter(file -> !file.toString().endsWith(".size"))
        .findAny()
        .orElseThrow();
  }

  private static Path size(Path archive) {
    return Path.of(archive + ".size");
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(start)) {
      return files.toList();
    }
  }

  /** This Java under another name, as another release. */
  private Path java(String name) throws IOException {
    Path here = Path.of(System.getProperty("java.home"));
    Path release = here.resolve("release");
    assumeThat(release).exists();
    Path java = Files.createDirectories(home.resolve(name));
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(
        java.resolve("bin/java"),
        "#!/bin/sh\nexec \"" + here.resolve("bin/java") + "\" \"$@\"\n",
        StandardOpenOption.CREATE);
    Files.setPosixFilePermissions(
        java.resolve("bin/java"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        java.resolve("release"), Files.readString(release) + "IMPLEMENTOR=\"" + name + "\"\n");
    return java;
  }

  private void jar() throws IOException {
    jar(home.resolve("target/weir.jar"), Map.of());
    jar(
        home.resolve("target/lib/weir-cli.jar"),
        Map.of(Attributes.Name.MAIN_CLASS, "Program", Attributes.Name.CLASS_PATH, "../weir.jar"));
  }

  private void jar(Path path, Map<Attributes.Name, String> attributes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach(manifest.getMainAttributes()::put);
    try (OutputStream file = Files.newOutputStream(path);
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      if (attributes.isEmpty()) {
        jar.putNextEntry(new JarEntry("Program.class"));
        jar.write(Files.readAllBytes(home.resolve("Program.class")));
      }
    }
  }

  private Run weir(String... arguments) throws Exception {
    return weir(Map.of(), arguments);
  }

  private Run weir(Map<String, String> environment, String... arguments) throws Exception {
    return ended(process(environment, arguments));
  }

  private Process process(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("weir").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeAll(List.of("WEIR_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder
        .environment()
        .merge("PATH", home.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Run ended(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), out, err);
  }
}

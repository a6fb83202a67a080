package dev.weir.internal.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.internal.cli.Main;
import dev.weir.internal.drl.ShippedPack;
import dev.weir.testkit.ShippedRules;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir init}: from the class path, from where Weir is unpacked, and from the jar. */
@Tag("thorough")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class InitCommandTest {

  private static final String HOME = "weir.home";

  private final StringWriter out = new StringWriter();

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    System.clearProperty(HOME);
  }

  @Test
  void thePackOfTheClassPathIsCopied() throws IOException {
    Path made = folder.resolve("made");

    assertThat(weir("init", made.toString())).isZero();
    assertThat(out.toString())
        .contains("wrote 21 files to " + made, "  weir test --rules " + made + "\n");
    assertThat(files(made)).isEqualTo(shipped());
    assertPasses(made);
  }

  @Test
  void thePackOfTheSourceTreeIsCopied() throws IOException {
    Path home = folder.resolve("home");
    Path rules = ShippedRules.copyTo(home.resolve(ShippedRules.FOLDER));
    copy(Path.of("rules-drl", "LICENSE"), home);
    copy(Path.of("rules-drl", "CHANGELOG.md"), home);
    for (Path table : files(ShippedRules.CASES).keySet()) {
      copy(ShippedRules.CASES.resolve(table), home);
    }
    ShippedRules.edit(rules.resolve("guide.md"), "#", "# changed");
    System.setProperty(HOME, home.toString());
    Path made = folder.resolve("my pack");

    assertThat(weir("init", made.toString())).isZero();
    assertThat(out.toString()).contains("  weir test --rules '" + made + "'\n");
    assertThat(Files.readString(made.resolve("guide.md"))).startsWith("# changed");
    assertThat(files(made).keySet()).isEqualTo(shipped().keySet());
    assertPasses(made);
  }

  @Test
  void thePackOfTheJarIsTheSame() throws Exception {
    Path jar = jar();
    Path made = folder.resolve("made");

    assertThat(java(jar, "init", made.toString()))
        .contains("wrote 21 files", "weir test --rules " + made);
    assertThat(files(made)).isEqualTo(shipped());
    Path cloud = folder.resolve("cloud");
    java(jar, "init", "--pack=cloud-metadata", cloud.toString());
    assertThat(cloud.resolve("cases/base.yaml")).exists();
    assertThat(java(jar, "test", "boundaries: 500 ms")).contains("1 case, 0 failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloud-metadata", "stolen-credentials"})
  void anotherPackIsCopiedWithItsCases(String pack) throws IOException {
    Path made = folder.resolve("made");
    Path unpacked = folder.resolve("unpacked");
    Map<Path, String> whole =
        shipped(
            Path.of("rules-drl").resolve(pack), Path.of("test-fixtures", pack).resolve("cases"));

    assertThat(weir("init", "--pack", pack, made.toString())).isZero();
    assertThat(files(made)).isEqualTo(whole);

    System.setProperty(HOME, Path.of("").toAbsolutePath().toString());
    assertThat(weir("init", "--pack=" + pack, unpacked.toString())).isZero();
    assertThat(files(unpacked)).isEqualTo(whole);
  }

  @Test
  void aPackWhoseCasesAreNotInstalledIsCopiedFromTheJar() throws IOException {
    ShippedRules.copyTo(folder.resolve("home").resolve(ShippedRules.FOLDER));
    System.setProperty(HOME, folder.resolve("home").toString());
    Path made = folder.resolve("made");

    assertThat(weir("init", made.toString())).isZero();
    assertThat(files(made)).isEqualTo(shipped());
  }

  @Test
  void anUnknownPackIsAnError() {
    Path made = folder.resolve("made");

    assertThat(weir("init", "--pack=../x", made.toString())).isEqualTo(2);
    assertThat(out.toString())
        .contains(
            "there is no pack ../x;"
                + " the packs are unusual-imds-request, cloud-metadata, stolen-credentials");
    assertThat(made).doesNotExist();
  }

  @Test
  void allPacksAreNamed() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("rules-drl")).filter(Files::isDirectory)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ShippedPack.NAMES);
    }
  }

  @Test
  void onlyAnEmptyFolderIsWritten() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(weir("init", empty.toString())).isZero();

    Files.writeString(empty.resolve("guide.md"), "mine");
    assertThat(weir("init", empty.toString())).isEqualTo(2);
    assertThat(out.toString()).contains(empty + " exists and is not an empty folder");
    assertThat(Files.readString(empty.resolve("guide.md"))).isEqualTo("mine");

    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThat(weir("init", file.toString())).isEqualTo(2);
    assertThat(weir("init")).isEqualTo(2);
    assertThat(weir("init", file.resolve("below").toString())).isEqualTo(4);
    assertThat(out.toString()).startsWith("weir: cannot write " + file);
  }

  private void assertPasses(Path made) {
    assertThat(weir("test", "--rules", made.toString())).isZero();
    assertThat(out.toString()).startsWith("752 cases, 0 failed, ");
  }

  private int weir(String... arguments) {
    out.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(out);
    return Main.commandLine().setOut(writer).setErr(writer).execute(arguments);
  }

  /** What Weir's own classes and resources are packed into. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("weir.jar");
    Path classes = classes();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(file);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path one : walk.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(one).toString().replace('\\', '/')));
        Files.copy(one, packed);
        packed.closeEntry();
      }
    }
    return jar;
  }

  private static Path classes() {
    String own = Main.class.getName().replace('.', '/') + ".class";
    String url = String.valueOf(Main.class.getClassLoader().getResource(own));
    return Path.of(java.net.URI.create(url.substring(0, url.length() - own.length())));
  }

  private static String java(Path jar, String... arguments) throws Exception {
    String libraries =
        Arrays.stream(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        Stream.concat(
                Stream.of(java.toString(), "-cp", jar + File.pathSeparator + libraries),
                Stream.concat(Stream.of(Main.class.getName()), Arrays.stream(arguments)))
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static Map<Path, String> shipped() throws IOException {
    return shipped(ShippedRules.FOLDER, ShippedRules.CASES);
  }

  private static Map<Path, String> shipped(Path rules, Path cases) throws IOException {
    Map<Path, String> shipped = files(rules);
    files(cases).forEach((name, text) -> shipped.put(Path.of("cases").resolve(name), text));
    for (String name : List.of("LICENSE", "CHANGELOG.md")) {
      shipped.put(Path.of(name), Files.readString(Path.of("rules-drl", name)));
    }
    return shipped;
  }

  private static Map<Path, String> files(Path root) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file), Files.readString(file));
      }
    }
    return files;
  }

  private static void copy(Path file, Path home) throws IOException {
    Path copy = home.resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(file, copy);
  }
}

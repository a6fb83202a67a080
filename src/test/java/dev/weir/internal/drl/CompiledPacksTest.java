package dev.weir.internal.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.internal.drl.CompiledFile.Source;
import dev.weir.testkit.CloudPack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.drools.model.Model;
import org.junit.jupiter.api.Test;

/** The packs that the build compiled serve files that are still the same, and no others. */
class CompiledPacksTest {

  private static final List<DrlFile> FILES = CloudPack.get().tree().files();

  @Test
  void everyFileOfAPackIsFoundCompiled() {
    assumeBuilt();
    String around = Source.around(FILES);

    for (DrlFile file : FILES) {
      List<Model> models = CompiledPacks.models(Source.of(file, around));
      assertThat(models).as(file.name()).isNotNull();
      assertThat(names(models)).containsAll(file.rules().stream().map(DrlRule::name).toList());
    }
  }

  @Test
  void anEditedFileIsNot() {
    assumeBuilt();
    String around = Source.around(FILES);
    DrlFile file = FILES.get(0);

    assertThat(CompiledPacks.models(Source.of(file, around))).isNotNull();
    assertThat(CompiledPacks.models(new Source(file.name(), file.text() + " ", around))).isNull();
    assertThat(CompiledPacks.models(new Source("other.drl", file.text(), around))).isNull();
  }

  @Test
  void aFileIsNotWhereAFunctionOfAnotherWasEdited() {
    assumeBuilt();
    DrlFile function = new DrlFile("f.drl", "package f; function int one() { return 1; }");
    String more = Source.around(Stream.concat(FILES.stream(), Stream.of(function)).toList());

    assertThat(CompiledPacks.models(Source.of(FILES.get(0), more))).isNull();
  }

  @Test
  void classesAreWrittenAndReadBackAlike() throws IOException {
    DrlFile file =
        new DrlFile(
            "one.drl",
            "package one; rule \"one\" when String(length == 1, this != \"x\") then end");
    RuleClasses classes = DrlCompiler.classes(List.of(file));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    classes.write(written);

    RuleClasses read = RuleClasses.read(new ByteArrayInputStream(written.toByteArray()));

    assertThat(read.models()).isEqualTo(classes.models());
    assertThat(read.bytes()).containsOnlyKeys(classes.bytes().keySet());
    assertThat(names(read.load())).containsExactly("one");
  }

  private static List<String> names(List<Model> models) {
    return models.stream()
        .flatMap(model -> model.getRules().stream())
        .map(rule -> rule.getName())
        .toList();
  }

  private static void assumeBuilt() {
    assumeThat(CompiledPacks.class.getResource("/dev/weir/rules/compiled/index"))
        .as("classes that Maven built")
        .isNotNull();
  }
}

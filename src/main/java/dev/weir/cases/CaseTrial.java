package dev.weir.cases;

import dev.weir.RuleTrial;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A trial that new rules pass if they pass their cases, which are read again each time. */
public final class CaseTrial implements RuleTrial {

  private final Path folder;

  /**
   * A trial by the case tables of a folder.
   *
   * @param folder the folder
   */
  public CaseTrial(Path folder) {
    this.folder = folder;
  }

  @Override
  public Outcome of(RuleSet rules) {
    try {
      List<RuleCase> cases = CaseTable.load(folder);
      return new Outcome(cases.size(), CaseLint.failures(rules, cases));
    } catch (CaseTableException e) {
      return new Outcome(0, e.issues());
    } catch (UncheckedIOException e) {
      return new Outcome(0, List.of(RuleIssue.ofFile(folder.toString(), e.toString())));
    }
  }

  /** The content of the tables: their sizes and times may miss an edit within a clock tick. */
  @Override
  public String fingerprint() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    StringBuilder content = new StringBuilder();
    for (Path file : files) {
      content.append(file.getFileName()).append('\0').append(Files.readString(file)).append('\0');
    }
    return content.toString();
  }
}

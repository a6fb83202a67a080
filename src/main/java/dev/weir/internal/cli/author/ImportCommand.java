package dev.weir.internal.cli.author;

import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.imports.Finding;
import dev.weir.internal.imports.Finding.Kind;
import dev.weir.internal.imports.ImportFolder;
import dev.weir.internal.imports.ImportFolder.Change;
import dev.weir.internal.imports.ImportFolder.Step;
import dev.weir.internal.imports.LineDiff;
import dev.weir.internal.imports.RuleImport;
import dev.weir.internal.text.SafeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir import}: Elastic's EQL rules as rules of Weir. */
@Command(
    name = "import",
    description = {
      "Write rules in DRL from EQL rules of Elastic.",
      "Reads .toml rule files, .ndjson exports of Kibana and bare .eql queries, and folders of"
          + " these. Files that were edited since an earlier import are never overwritten."
    },
    exitCodeList = {
      "0:all EQL rules were imported",
      "1:a rule was refused, or a file was edited and is left as it is",
      "2:the command line is wrong",
      "4:a file could not be read or written",
      "70:an internal error, which is a bug in Weir"
    })
public final class ImportCommand extends BaseCommand {

  @Parameters(arity = "1..*", paramLabel = "SOURCE", description = "Read these files and folders.")
  private List<Path> sources = List.of();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write to this folder. Required without --check.")
  private @Nullable Path folder;

  @Option(
      names = "--default-maxspan",
      paramLabel = "TIME",
      description =
          "Use this span, such as 5m, for sequences without maxspan (default: refuse them).")
  private @Nullable Duration defaultSpan;

  @Option(names = "--check", description = "Report what would be imported, but write nothing.")
  private boolean check;

  @Override
  protected int run(Console console) throws IOException {
    if (folder == null && !check) {
      throw wrong("--to names the folder to write; --check writes none");
    }
    for (Path source : sources) {
      if (!Files.exists(source)) {
        return console.fail(ExitCode.INPUT, "there is no " + source);
      }
    }
    RuleImport result = RuleImport.of(sources, defaultSpan);
    result.findings().forEach(this::print);
    boolean edited = false;
    if (folder != null) {
      ImportFolder files = new ImportFolder(folder, result.files());
      files.steps().forEach(this::print);
      edited = files.steps().stream().anyMatch(step -> step.change() == Change.EDITED);
      if (!check) {
        files.write();
      }
    }
    console.summary(summary(result));
    boolean refused = result.findings().stream().anyMatch(one -> one.kind() == Kind.REFUSED);
    return refused || edited ? ExitCode.NEGATIVE : ExitCode.DONE;
  }

  private void print(Finding finding) {
    String kind = finding.kind().toString().toLowerCase(Locale.ROOT);
    out().printf(Locale.ROOT, "%-9s %s: %s%n", kind, finding.place(), finding.text());
    finding.excerpt().lines().forEach(line -> out().println("    " + SafeText.oneLine(line)));
  }

  private void print(Step step) {
    if (step.change() == Change.GONE) {
      out()
          .printf(
              "gone      %s: not in the source any more; delete it if you agree%n", step.file());
    } else if (step.change() == Change.EDITED) {
      out().printf("edited    %s: left as it is; the import would change it so%n", step.file());
      LineDiff.of(step.found(), step.wanted())
          .forEach(line -> out().println("    " + SafeText.oneLine(line)));
    }
  }

  private static String summary(RuleImport result) {
    Map<String, Integer> reasons = new TreeMap<>();
    int imported = 0;
    int remarks = 0;
    for (Finding finding : result.findings()) {
      if (finding.kind() == Kind.REFUSED) {
        reasons.merge(finding.text(), 1, Integer::sum);
      } else {
        imported++;
        remarks += finding.kind() == Kind.REMARK ? 1 : 0;
      }
    }
    int refused = reasons.values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder summary = new StringBuilder();
    summary.append(
        String.format(
            Locale.ROOT,
            "imported  %,d rules, %,d of them with a remark%nrefused   %,d%nothers    %,d in other"
                + " languages%n",
            imported,
            remarks,
            refused,
            result.others()));
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            one ->
                summary.append(
                    String.format(Locale.ROOT, "%8d  %s%n", one.getValue(), one.getKey())));
    return summary.toString().stripTrailing();
  }
}

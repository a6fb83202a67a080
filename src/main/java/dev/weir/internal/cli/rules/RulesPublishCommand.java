package dev.weir.internal.cli.rules;

import dev.weir.cases.RuleCase;
import dev.weir.internal.cli.author.CasesOption;
import dev.weir.internal.cli.author.TestRun;
import dev.weir.internal.cli.common.BaseCommand;
import dev.weir.internal.cli.common.Console;
import dev.weir.internal.cli.common.ExitCode;
import dev.weir.internal.cli.common.RulesOption;
import dev.weir.internal.delivery.BoundedTrial;
import dev.weir.internal.delivery.PublishedRules;
import dev.weir.internal.delivery.RuleCheck;
import dev.weir.internal.delivery.RulesPublisher;
import dev.weir.internal.delivery.RulesTopicAdmin;
import dev.weir.internal.delivery.RulesTopicSettings;
import dev.weir.internal.delivery.RulesVersion;
import dev.weir.internal.delivery.SigningKey;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules publish}: checks and tests rules, and publishes them if they pass. */
@Command(
    name = "publish",
    description =
        "Check and test rules, and if they pass, publish them to all instances that follow the topic.",
    exitCodeList = {
      "0:the rules are published",
      "1:a case failed; nothing was published",
      "2:the command line or the settings are invalid",
      "3:the rules do not compile, or the case files are not valid; nothing was published",
      "4:the rules or the key could not be read, the topic could not be used, or instances would refuse"
          + " the rules",
      "70:an internal error, which is a bug in Weir",
      "75:a rule does not end; nothing was published"
    })
final class RulesPublishCommand extends BaseCommand {

  @Parameters(paramLabel = "DIR", description = "The folder with the rule files.")
  private Path folder = Path.of("");

  @Mixin private RulesTopicOption topics = new RulesTopicOption();

  @Mixin private CasesOption cases = new CasesOption();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Sign the rules with this private key; weir rules new-key creates one.")
  private @Nullable Path key;

  @Option(
      names = "--by",
      paramLabel = "TEXT",
      description = "Show this text as the publisher in the status (default: your user name).")
  private @Nullable String by;

  @Option(
      names = "--again",
      description = "Publish the rules even if they are the newest on the topic already.")
  private boolean again;

  @Option(
      names = "--create-topics",
      description =
          "Create the two topics with compaction, if they do not exist. Never changes an existing topic.")
  private boolean createTopics;

  @Option(
      names = "--trial-time",
      paramLabel = "TIME",
      description = "Publish nothing if the checks and cases take longer than this (default: 1m).")
  private Duration trialTime = BoundedTrial.DEFAULT_BOUND;

  private volatile Supplier<String> underWay = () -> "";

  @Override
  protected int run(Console console) throws IOException, InterruptedException {
    if (!Files.isDirectory(folder)) {
      throw wrong("DIR is not a folder: " + folder);
    }
    checkPositive("--trial-time", trialTime);
    RulesTopicSettings settings = topics.settings();
    try {
      SigningKey signingKey = key == null ? null : SigningKey.read(key);
      RuleSet rules = RulesOption.load(folder);
      int code = BoundedTrial.run(() -> test(rules), () -> underWay.get(), trialTime);
      if (code == ExitCode.DONE) {
        publish(rules, signingKey, settings, console);
      } else {
        console.error("nothing was published");
      }
      return code;
    } catch (BoundedTrial.StuckException e) {
      return console.fail(ExitCode.HUNG, "nothing was published: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw new IOException("nothing was published: " + e.getMessage(), e);
    }
  }

  /** Does what {@code weir check} and {@code weir test} do. */
  private int test(RuleSet rules) {
    List<RuleIssue> issues = RuleCheck.ofRules(rules, folder);
    issues.forEach(out()::println);
    if (RuleCheck.errors(issues) > 0) {
      return ExitCode.RULES;
    }
    List<RuleCase> all = cases.load(folder);
    TestRun run = TestRun.of(rules, all, now -> underWay = now);
    run.failures().forEach(failure -> out().println(failure.report()));
    out().println(run);
    if (!run.failures().isEmpty()) {
      return ExitCode.NEGATIVE;
    }
    RuleCheck.ofCases(rules, folder, all).forEach(out()::println);
    return ExitCode.DONE;
  }

  private void publish(
      RuleSet rules, @Nullable SigningKey signingKey, RulesTopicSettings settings, Console console)
      throws IOException, InterruptedException {
    try (RulesTopicAdmin admin = new RulesTopicAdmin(settings)) {
      if (createTopics) {
        admin.create().forEach(topic -> console.note("created topic " + topic));
      }
      Optional<String> fault = admin.fault();
      if (fault.isPresent()) {
        throw new IOException(fault.get());
      }
    }
    RulesPublisher publisher = new RulesPublisher(settings);
    RulesVersion newest = publisher.newest().orElse(null);
    if (!again
        && newest != null
        && newest.rules() != null
        && newest.rules().hash().equals(rules.hash())) {
      out()
          .printf(
              "rules %s are already the newest on %s, at offset %d%n",
              rules.hash(), settings.topic(), newest.offset());
    } else {
      long offset = publisher.publish(named(rules), signingKey);
      out()
          .printf(
              "published rules %s to %s, offset %d%s%n",
              rules.hash(), settings.topic(), offset, signingKey == null ? "" : ", signed");
    }
  }

  private PublishedRules named(RuleSet rules) throws IOException {
    String who = by == null ? System.getProperty("user.name", "") : by;
    try {
      return PublishedRules.of(rules, Instant.now(), who);
    } catch (IllegalArgumentException e) {
      throw new IOException(folder + ": " + e.getMessage(), e);
    }
  }
}

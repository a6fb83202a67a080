package dev.weir.internal.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rule.RuleSet;
import dev.weir.testkit.ShippedRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTrialTest {

  @TempDir private Path temporary;

  @Test
  void everyReloadChecksPermissionsAgain() throws Exception {
    Path rules = ShippedRules.copyTo(temporary.toRealPath().resolve("parent/rules"));
    Path parent = rules.getParent();
    FolderTrial trial =
        new FolderTrial(rules, FolderPermissions.below(temporary.toRealPath(), rules));
    RuleSet set = RuleSet.load(rules);
    assertThat(trial.of(set).passed()).isTrue();
    String before = trial.fingerprint();

    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(trial.of(set).passed()).isFalse();
    assertThat(trial.of(set).issues()).singleElement().asString().contains("write to " + parent);
    assertThat(trial.fingerprint()).as("so that they are tried again").isNotEqualTo(before);
  }
}

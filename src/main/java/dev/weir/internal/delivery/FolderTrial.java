package dev.weir.internal.delivery;

import dev.weir.RuleTrial;
import dev.weir.cases.CaseTable;
import dev.weir.cases.CaseTrial;
import dev.weir.internal.service.health.ErrorText;
import dev.weir.rule.RuleIssue;
import dev.weir.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What edited rules of a folder must pass: permissions if asked for, the lint, and their cases. */
final class FolderTrial implements RuleTrial {

  private final Path folder;
  private final @Nullable FolderPermissions permissions;
  private final RuleTrial cases;

  FolderTrial(Path folder, @Nullable FolderPermissions permissions) {
    this.folder = folder;
    this.permissions = permissions;
    this.cases = CaseTable.folderOf(folder).<RuleTrial>map(CaseTrial::new).orElse(RuleTrial.NONE);
  }

  @Override
  public Outcome of(RuleSet rules) {
    String fault = permissionFault();
    if (!fault.isEmpty()) {
      return new Outcome(0, List.of(RuleIssue.ofFile(folder.toString(), fault)));
    }
    Outcome outcome = cases.of(rules);
    List<RuleIssue> issues = new ArrayList<>(RuleCheck.ofRules(rules, folder));
    issues.addAll(outcome.issues());
    return new Outcome(outcome.cases(), issues);
  }

  private String permissionFault() {
    try {
      return permissions == null ? "" : permissions.fault().orElse("");
    } catch (IOException e) {
      return "cannot read the permissions: " + ErrorText.of(e);
    }
  }

  /** Changes with the permissions, too, so that rules are tried again once those are right. */
  @Override
  public String fingerprint() throws IOException {
    return permissionFault() + " " + cases.fingerprint();
  }
}

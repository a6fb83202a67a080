package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.RuleTrial;
import dev.weir.rule.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rules of a folder that may be edited while they run. */
public final class FolderSource implements RuleSource {

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final Path folder;
  private final RuleSet first;
  private final @Nullable FolderPermissions permissions;
  private RuleFolder.@Nullable Watch watch;

  /** A folder whose rules are loaded. Permissions of null are not checked. */
  public FolderSource(Path folder, RuleSet first, @Nullable FolderPermissions permissions) {
    this.folder = folder;
    this.first = first;
    this.permissions = permissions;
  }

  @Override
  public RuleSet first() {
    return first;
  }

  @Override
  public void follow(RuleTarget target, RuleFolder.Listener listener) {
    RuleTrial trial = new FolderTrial(folder, permissions);
    watch = new RuleFolder(folder, first, target, trial, listener).watch(POLL_INTERVAL);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}

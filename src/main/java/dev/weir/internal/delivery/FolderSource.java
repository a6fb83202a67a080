package dev.weir.internal.delivery;

import dev.weir.RuleFolder;
import dev.weir.RuleTarget;
import dev.weir.RuleTrial;
import dev.weir.internal.service.health.Troubles;
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
  private final Duration trialTime;
  private final Troubles troubles;
  private RuleFolder.@Nullable Watch watch;

  /**
   * A folder whose rules are loaded.
   *
   * @param permissions what rules must not be: open to others; null if that is not checked
   * @param trialTime how long a trial of edited rules may take
   */
  public FolderSource(
      Path folder,
      RuleSet first,
      @Nullable FolderPermissions permissions,
      Duration trialTime,
      Troubles troubles) {
    this.folder = folder;
    this.first = first;
    this.permissions = permissions;
    this.trialTime = trialTime;
    this.troubles = troubles;
  }

  @Override
  public RuleSet first() {
    return first;
  }

  @Override
  public void follow(RuleTarget target, RuleFolder.Listener listener) {
    RuleTrial trial = new BoundedTrial(new FolderTrial(folder, permissions), trialTime, troubles);
    watch = new RuleFolder(folder, first, target, trial, listener).watch(POLL_INTERVAL);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}

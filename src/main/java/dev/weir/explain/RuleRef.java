package dev.weir.explain;

import dev.weir.rule.RuleMetadata;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule and its location.
 *
 * @param name its name
 * @param file its file, relative to the rule set's folder
 * @param line the line where it begins, from 1
 * @param owner its {@code @owner}; empty if missing
 * @param reason its {@code @reason}; empty if missing
 * @param expires when it expires; null if it does not
 */
public record RuleRef(
    String name, String file, int line, String owner, String reason, @Nullable Instant expires) {

  static RuleRef of(RuleMetadata rule) {
    return new RuleRef(
        rule.name(), rule.file(), rule.line(), rule.owner(), rule.reason(), rule.expires());
  }

  /** The same rule at the line of one of its conditions. */
  RuleRef atLine(int other) {
    return new RuleRef(name, file, other, owner, reason, expires);
  }

  /** {@return its owner, expiry and reason on one line; empty if it has none} */
  public String more() {
    StringBuilder more = new StringBuilder();
    if (!owner.isEmpty()) {
      more.append("owner ").append(owner);
    }
    if (expires != null) {
      more.append(more.isEmpty() ? "" : ", ").append("expires ").append(expires);
    }
    if (!reason.isEmpty()) {
      more.append(more.isEmpty() ? "" : ": ").append(reason);
    }
    return more.toString();
  }

  /** The name and the location, such as {@code "Known agents" (exclusions/executable.drl:5)}. */
  @Override
  public String toString() {
    return "\"" + name + "\" (" + file + ":" + line + ")";
  }
}

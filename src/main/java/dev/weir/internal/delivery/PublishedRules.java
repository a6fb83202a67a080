package dev.weir.internal.delivery;

import dev.weir.rule.RuleSet;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A rule set as it is published to the rules topic. Immutable.
 *
 * @param hash the content hash of the files, as {@link RuleSet#hash()}
 * @param published when, by the publisher's clock
 * @param by who; empty if unknown
 * @param files the contents of rule files and guides by relative path, which never leads outside
 *     the folder
 */
public record PublishedRules(String hash, Instant published, String by, Map<String, String> files) {

  /** The key of every record, so that compaction keeps the newest. */
  public static final String KEY = "rules";

  /** A part of a path that is not hidden, not {@code ..} and not a drive. */
  private static final Pattern PATH_PART =
      Pattern.compile("[^.:\\\\\\p{Cntrl}][^:\\\\\\p{Cntrl}]*");

  public PublishedRules {
    TopicJson.required("hash", hash);
    TopicJson.required("published", published);
    by = Objects.requireNonNullElse(by, "");
    for (Map.Entry<String, String> file : TopicJson.required("files", files).entrySet()) {
      String name = file.getKey();
      if (file.getValue() == null) {
        throw new IllegalArgumentException("file \"" + name + "\" has no content");
      }
      if (!isName(name)) {
        throw new IllegalArgumentException(
            "invalid file name \"" + name + "\": it must be a relative path to a .drl or .md file");
      }
    }
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    if (!RuleSet.hash(files).equals(hash)) {
      throw new IllegalArgumentException("its files do not match the hash " + hash);
    }
  }

  private static boolean isName(String name) {
    return (name.endsWith(".drl") || name.endsWith(".md"))
        && Arrays.stream(name.split("/", -1)).allMatch(part -> PATH_PART.matcher(part).matches());
  }

  public static PublishedRules of(RuleSet rules, Instant published, String by) {
    return new PublishedRules(rules.hash(), published, by, rules.sources());
  }

  /** Reads a record's value; an IllegalArgumentException says why it cannot. */
  public static PublishedRules parse(byte[] value) {
    return TopicJson.read(value, PublishedRules.class);
  }

  /** A record's value, as {@link #parse} reads it. */
  public byte[] toJson() {
    return TopicJson.write(this);
  }

  /** Compiles the rules, which takes seconds the first time in a process. */
  public RuleSet compile() {
    return RuleSet.of(files);
  }
}

package dev.weir.event;

import org.jspecify.annotations.Nullable;

/** The name of the index that a document belongs in, as far as the document tells. */
final class IndexName {

  private IndexName() {}

  /**
   * Whether the name matches a pattern. A data stream is named after its type, dataset and
   * namespace; a Beat's index after the Beat. A document that names none of them matches all
   * patterns, because an alert too many is better than one that is missing.
   */
  static boolean matches(Document document, String... patterns) {
    String dataset = document.values(EcsField.DATA_STREAM_DATASET).first();
    if (dataset != null) {
      String type = orElse(document.values(EcsField.DATA_STREAM_TYPE).first(), "logs");
      String space = orElse(document.values(EcsField.DATA_STREAM_NAMESPACE).first(), "default");
      return like(type + "-" + dataset + "-" + space, patterns);
    }
    String beat = document.values(EcsField.AGENT_TYPE).first();
    String other = document.values(EcsField.EVENT_DATASET).first();
    if (beat == null && other == null) {
      return true;
    }
    return (beat != null && like(beat + "-", patterns))
        || (other != null && like("logs-" + other + "-default", patterns));
  }

  private static boolean like(String name, String... patterns) {
    return ExactPatterns.of(patterns).matches(name);
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }
}

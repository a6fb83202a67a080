package dev.weir.internal.eql;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of Elastic as it was read, whatever file it came in.
 *
 * @param origin the file, and the line in it if there are several
 * @param name the rule's name
 * @param query its EQL
 * @param indices the patterns of the indices that it searches; empty for all
 * @param categoryField the field that {@code category where} asks
 * @param metadata what alerts say about it
 * @param guide how to investigate its alerts, as Markdown; may be empty
 * @param exceptions the events that it leaves out
 * @param remarks what of it is not imported
 */
public record ImportedRule(
    String origin,
    String name,
    String query,
    List<String> indices,
    String categoryField,
    Metadata metadata,
    String guide,
    List<RuleException> exceptions,
    List<String> remarks) {

  /** The same rule by another name. */
  public ImportedRule named(String other) {
    return new ImportedRule(
        origin, other, query, indices, categoryField, metadata, guide, exceptions, remarks);
  }

  /**
   * What alerts say about a rule; every text may be empty.
   *
   * @param attack as in {@code @attack}
   */
  public record Metadata(
      String id,
      String version,
      String severity,
      int riskScore,
      String description,
      List<String> authors,
      String license,
      List<String> tags,
      List<String> references,
      List<String> attack) {}

  /**
   * Events that a rule leaves out.
   *
   * @param conditions DRL conditions, which must all hold
   * @param expires the day from whose start it no longer applies; null for never
   */
  public record RuleException(
      String name,
      String owner,
      String reason,
      @Nullable LocalDate expires,
      List<String> conditions) {}
}

package dev.weir.cases;

import java.util.List;

/**
 * An alert document that was read back.
 *
 * @param id its {@code event.id}
 * @param time its {@code @timestamp}
 * @param ruleId its {@code rule.id}
 * @param ruleName its {@code rule.name}
 * @param events its complete events, as JSON
 */
public record PastAlert(
    String id, String time, String ruleId, String ruleName, List<byte[]> events) {}

package dev.weir.internal.drl;

import dev.weir.internal.drl.Expression.Text;
import java.util.List;

/**
 * An annotation of a rule, as in {@code @severity("high")}.
 *
 * @param name without the {@code @}
 * @param offset where the {@code @} is in the file
 * @param values its strings on one line each, with the offsets of their first letters; without
 *     strings, all between the parentheses
 */
public record DrlAnnotation(String name, int offset, List<Text> values) {}

package dev.weir.internal.drl;

/**
 * A function of a rule file.
 *
 * @param name its name
 * @param returnsTexts whether it takes nothing and returns {@code String[]}
 * @param body what is found in its Java code
 */
public record DrlFunction(String name, boolean returnsTexts, Expression body) {}

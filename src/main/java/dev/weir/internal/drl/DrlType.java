package dev.weir.internal.drl;

/**
 * A type that a rule file declares, or adds to.
 *
 * @param name without a package
 * @param offset where the name is in the file
 * @param inherits whether it extends another
 * @param isTimedEvent whether it has {@code @role(event)} and {@code @timestamp}
 */
public record DrlType(String name, int offset, boolean inherits, boolean isTimedEvent) {}

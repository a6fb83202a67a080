package dev.weir.internal.index;

import java.util.List;

/**
 * Tests of which all must hold for something to be possible.
 *
 * @param literals the tests
 * @param target what is possible if they hold
 */
public record Row<T>(List<Literal> literals, T target) {

  /** A test that must hold, or must not. */
  public record Literal(FieldTest test, boolean negated) {}
}
